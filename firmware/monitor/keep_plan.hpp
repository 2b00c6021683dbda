// When the engine's state is made durable although no event is journalled with it (DV-11).
#pragma once

#include <chrono>
#include <cstdint>

#include "common/base/clock.hpp"
#include "firmware/engine/engine.hpp"

namespace liftguard::monitor {

class KeepPlan {
 public:
  // A state that has changed is written at most this often.
  static constexpr std::chrono::milliseconds kChanged{250};
  // While a time counts towards an alarm: as much of it does a reboot take. Of a car that runs that is a write or two
  // a ride; the longest, the 600 s of DV-7, are 300 writes of less than 1 KiB: five erases of a sector of 64 KiB.
  static constexpr std::chrono::seconds kCounting{2};

  [[nodiscard]] bool due(const engine::Engine& engine, SteadyTime now) const {
    if (engine.kept_revision() != revision_) return now - kept_at_ >= kChanged;
    return engine.counting() && now - kept_at_ >= kCounting;
  }

  // It is durable as of now.
  void kept(const engine::Engine& engine, SteadyTime now) {
    revision_ = engine.kept_revision();
    kept_at_ = now;
  }

 private:
  std::uint32_t revision_ = 0;
  SteadyTime kept_at_{};
};

}  // namespace liftguard::monitor
