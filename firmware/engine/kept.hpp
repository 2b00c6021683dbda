// What survives a reboot or power loss (DV-11) and what a clip begins with (DV-20): the open episode, the occupancy
// ledger, the floors, the position, how long the dwell times had run, what motion has learnt. Ages, not times: the
// monotonic clock may start again at 0.
//
// The fields stand in schemas/engine_state.csv, from which the structs and the order of their bytes are made. A new
// field gets a row there with the next version; a state of an older version gives it its default.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "firmware/engine/event.hpp"
#include "firmware/engine/input.hpp"
#include "firmware/engine/site.hpp"
#include "schemas/engine_state.hpp"

namespace liftguard::engine {

// Lasting conditions that were reported already: a reboot does not report them again.
enum class Reported : std::uint8_t {
  mains_lost = 0,
  inspection_on = 1,
  overtravel = 2,
  door_open_outside = 3,
  door_open_long = 4,
  door_cannot_close = 5,
  over_temperature = 6,
  button = 7,
  rough_ride = 8,
};

// A set of them: what several rules have reported is put together by |.
using ReportedBits = std::uint16_t;
[[nodiscard]] constexpr ReportedBits reported_bit(Reported what, bool on) {
  return static_cast<ReportedBits>((on ? 1U : 0U) << static_cast<unsigned>(what));
}

struct Kept : KeptFields {
  static constexpr std::uint16_t kVersion = kKeptVersion;
  static constexpr std::size_t kMaxEncoded = 2048;

  [[nodiscard]] bool has(Reported what) const { return (reported >> static_cast<unsigned>(what) & 1U) != 0; }
  void add(ReportedBits bits) { reported = static_cast<ReportedBits>(reported | bits); }
  [[nodiscard]] const KeptSwitch& of(Switch which) const { return switches[static_cast<std::size_t>(which)]; }
};

// Little-endian, versioned, ends with a CRC-32C. Returns the bytes written; 0 where `out` is too small.
[[nodiscard]] std::size_t encode(const Kept& kept, std::span<std::uint8_t> out);

// Of this version and every one before. False, and `kept` as it was, for anything that no encode() can have written.
[[nodiscard]] bool decode(std::span<const std::uint8_t> bytes, Kept& kept);

}  // namespace liftguard::engine
