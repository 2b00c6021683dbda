// What the boxes of a bench say: records as the firmware makes them, in their real envelope, and the same bytes for the
// same number at every resend.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/clock.hpp"
#include "common/wire/up.hpp"

namespace liftguard::bench {

[[nodiscard]] std::string monitor_name(std::uint32_t number);   // LG-000001 for 1
[[nodiscard]] std::string elevator_code(std::uint32_t number);  // 300001 for 1

struct Numbered {
  std::string monitor;
  std::uint64_t journal = 1;
  Lane lane = Lane::event;
  std::uint64_t seq = 1;
};

// `start`: the time of every run's first record, on which the others follow. alarm: a `trapped` of its own episode;
// event: an everyday event with all that a box knows of the car; bulk: a ride.
[[nodiscard]] std::string payload_of(const Numbered& record, UtcTime start);

// The same event as JSON, for those who do not speak the boxes' language.
[[nodiscard]] std::string json_of(const Numbered& record, UtcTime start);

// A birth on .../state.
[[nodiscard]] std::string birth_of(const std::string& monitor, std::uint64_t journal, UtcTime now);

}  // namespace liftguard::bench
