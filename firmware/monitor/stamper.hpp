// Makes the stamps of records and messages: wall time with its quality, uptime, and this boot's random number.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "common/base/clock.hpp"
#include "common/wire/stamp.hpp"

namespace liftguard::monitor {

// Any thread.
class Stamper {
 public:
  using Quality = std::function<wire::TimeQuality(UtcTime wall)>;

  Stamper(const SteadyClock& steady, const CivilClock& wall, Quality quality, std::uint64_t boot)
      : steady_(steady), wall_(wall), quality_(std::move(quality)), boot_(boot) {}

  // Of something that happened `age` ago.
  [[nodiscard]] wire::Stamp stamp(std::chrono::microseconds age = std::chrono::microseconds{0}) const {
    const auto now = wall_.utc_now();
    return {now - std::chrono::floor<Milliseconds>(age), quality_(now),
            (steady_.now() - age).time_since_epoch().count(), boot_};
  }
  [[nodiscard]] std::uint64_t boot() const { return boot_; }

 private:
  const SteadyClock& steady_;
  const CivilClock& wall_;
  Quality quality_;
  std::uint64_t boot_;
};

}  // namespace liftguard::monitor
