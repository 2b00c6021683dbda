// The fuzz targets: whatever the bytes are, nothing may crash, hang or upset a sanitizer, and the properties below
// hold.
//
// Each target is two programs: a libFuzzer one (where clang is there), and cases of test_fuzz, which run a stored
// corpus and seeded mutations of it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace liftguard::fuzz {

using Bytes = std::span<const std::uint8_t>;

// What reads text.
// An error says line and column, both from 1 and inside the text; rows rise in time; what was read, written and read
// again is the same text.
[[nodiscard]] std::string trace_text(Bytes bytes);
[[nodiscard]] std::string truth_text(Bytes bytes);
[[nodiscard]] std::string site_text(Bytes bytes);

// What the engine is given.
// engine_inputs: any site, any readings, any times, reboots in between. Events are in order and whole, nothing is
//   reported twice in an episode, and no evidence comes from nowhere (engine_watch.hpp).
// open_door: the switches say "door open, in the zone", all else is rubbish. Nobody is trapped, nothing has stopped
//   outside.
// nobody_in: the switches say "shut, in the zone, nobody, no button", the accelerometer rests or gives values that it
//   cannot give, pressure, temperature and time are rubbish. The same.
// after_rubbish: any readings at any times, then a clock that runs and sensors that tell the truth: people who are
//   trapped between two floors a little later are found.
// quiet_car: a car that boards, rides, stalls and is rescued, with wild samples in it, each alone for a second. The
//   events are those of the car without them (DV-19).
// kept_state: state bytes, with a right checksum or without. What is refused leaves the state alone; what is taken is
//   written back to the same bytes, and an engine can go on from it.
[[nodiscard]] std::string engine_inputs(Bytes bytes);
[[nodiscard]] std::string open_door(Bytes bytes);
[[nodiscard]] std::string nobody_in(Bytes bytes);
[[nodiscard]] std::string after_rubbish(Bytes bytes);
[[nodiscard]] std::string quiet_car(Bytes bytes);
[[nodiscard]] std::string kept_state(Bytes bytes);

// What boxes send, at the gateway's gate (fault rows E1 to E3).
// ingest_message: any topic, any payload. What is taken is its topic's box's, on its topic's lane, bounded, and of a
// time
//   that can be; whatever is refused of a box's alarm topic names it, so that it can ring.
// ingest_record: well formed records whose fields say anything. None is refused but for an address that cannot be.
[[nodiscard]] std::string ingest_message(Bytes bytes);
[[nodiscard]] std::string ingest_record(Bytes bytes);

struct Target {
  std::string_view name;
  std::string (*run)(Bytes bytes);  // the property that the bytes break, in words; empty: none
};

}  // namespace liftguard::fuzz
