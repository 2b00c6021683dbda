#include "gateway/clips/shelf.hpp"

#include <chrono>
#include <system_error>

#include <spdlog/spdlog.h>

#include "common/base/checksum.hpp"
#include "common/base/waiting.hpp"
#include "gateway/clips/clip_store.hpp"

namespace liftguard::gateway {

namespace {

constexpr std::chrono::seconds kLookEvery{2};
constexpr std::chrono::seconds kTryAgain{60};

bool is_sound(const WholeClip& whole) {
  return whole.bytes.size() == whole.clip.size && crc32c(whole.bytes) == whole.clip.crc;
}

}  // namespace

int Shelf::step() {
  for (int done = 0;; ++done) {
    auto whole = [&] {
      auto session = database_.read();
      return next_whole(session);
    }();
    if (!whole) return done;
    const std::string hash = is_sound(*whole) ? files_.put(whole->bytes) : std::string();
    if (hash.empty()) spdlog::warn("clip {} is damaged: its pieces do not make what was sent", event_of(whole->clip));
    auto tx = database_.begin();
    settle(tx, whole->clip.id, hash);
    const auto nameless = forget_oldest(tx, whole->clip.monitor);
    tx.commit();
    for (const auto& old : nameless) files_.remove(old);
    if (!hash.empty()) spdlog::info("clip {} is stored, {} bytes", event_of(whole->clip), whole->clip.size);
  }
}

void Shelf::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    auto wait = kLookEvery;
    try {
      step();
    } catch (const storage::Busy&) {
      // The next look will do.
    } catch (const std::system_error& e) {
      spdlog::error("clips cannot be stored: {}", e.what());
      wait = kTryAgain;
    }
    wait_or_stop(stop, wait);
  }
}

}  // namespace liftguard::gateway
