#include "common/observe/stop_signal.hpp"

#include <csignal>
#include <ctime>

namespace liftguard::observe {

namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

StopSignal::StopSignal() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool StopSignal::wait_for(std::chrono::milliseconds patience) {
  if (stopped_) return true;
  const sigset_t set = stop_signals();
  timespec wait{};
  wait.tv_sec = static_cast<std::time_t>(patience.count() / 1000);
  wait.tv_nsec = static_cast<long>(patience.count() % 1000) * 1'000'000;
  stopped_ = sigtimedwait(&set, nullptr, &wait) > 0;
  return stopped_;
}

}  // namespace liftguard::observe
