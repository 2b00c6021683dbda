#include "tests/unit/gateway/hanging_resolver.hpp"

#include <dlfcn.h>
#include <netdb.h>

#include <condition_variable>
#include <mutex>
#include <string_view>

namespace liftguard::testing {

namespace {

struct State {
  std::mutex mutex;
  std::condition_variable changed;
  bool hangs = false;
  bool asked = false;
  int held = 0;  // who is being kept waiting
};

// Never gone: a thread that was given up may wake when the program ends.
State& state() {
  static auto& one = *new State;
  return one;
}

bool hold(std::string_view name) {
  if (!name.ends_with(".hang")) return false;
  std::unique_lock lock(state().mutex);
  state().asked = true;
  ++state().held;
  state().changed.wait_for(lock, HangingResolver::kLongest, [] { return !state().hangs; });
  --state().held;
  state().changed.notify_all();
  return true;
}

}  // namespace

HangingResolver::HangingResolver() {
  const std::scoped_lock lock(state().mutex);
  state().hangs = true;
  state().asked = false;
}

HangingResolver::~HangingResolver() {
  std::unique_lock lock(state().mutex);
  state().hangs = false;
  state().changed.notify_all();
  state().changed.wait(lock, [] { return state().held == 0; });
}

bool HangingResolver::asked() const {
  const std::scoped_lock lock(state().mutex);
  return state().asked;
}

}  // namespace liftguard::testing

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
  using Look = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto look = reinterpret_cast<Look>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  if (node && liftguard::testing::hold(node)) return EAI_AGAIN;
  return look(node, service, hints, found);
}
