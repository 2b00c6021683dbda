// When something happened, as a monitor can know it, and the open episodes that travel with alarms.
#pragma once

#include <cstdint>
#include <optional>

#include "common/base/clock.hpp"
#include "schemas/event_kind.hpp"

namespace liftguard::wire {

// unset: the wall clock was never set since the start; free_running: set earlier and running on; synchronised: by NTP
// or the gateway at that time.
enum class TimeQuality : std::uint8_t { unset = 0, free_running = 1, synchronised = 2 };

struct Stamp {
  UtcTime wall{};
  TimeQuality quality = TimeQuality::unset;
  std::int64_t uptime_us = 0;  // the monitor's CLOCK_BOOTTIME; comparable within one boot
  std::uint64_t boot = 0;      // random, one a boot

  bool operator==(const Stamp&) const = default;
};

struct EpisodeMark {
  std::uint64_t id = 0;
  EventKind kind = EventKind::trapped;
  UtcTime began{};
  std::optional<UtcTime> ended;  // not set: open

  bool operator==(const EpisodeMark&) const = default;
};

}  // namespace liftguard::wire
