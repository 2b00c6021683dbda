// Where one box stands in a roll-out, from what it says of itself. Pure.
//
//   waiting --> offered --> receiving --> ready --> trial --> done
//      ^           |            |            \________\______/ \--> failed   it crashed, rolled back or fell silent
//      +--expired--+--lost------+                                            with the new firmware
//                  +--> out      it cannot take this image: another board, another version, no slots
//
// A failure stays, whatever the box says afterwards: that it runs now does not undo the crash.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/wire/up.hpp"

namespace liftguard::gateway {

// Numbers are those of the table rollout_boxes.
enum class BoxStep : std::uint8_t {
  waiting = 1,
  offered = 2,
  receiving = 3,
  ready = 4,  // has it, and waits until it may restart, or restarts
  trial = 5,
  done = 6,
  out = 7,
  failed = 8
};

enum class BoxFailure : std::uint8_t { none = 0, crashed = 1, rolled_back = 2, silent = 3, safe_mode = 4 };

struct BoxState {
  BoxStep step = BoxStep::waiting;
  bool tried = false;  // has restarted for the image
  BoxFailure failure = BoxFailure::none;
  std::string detail{};

  bool operator==(const BoxState&) const = default;
};

// What a box says when it is born. `boot_reason` and `safe_mode` are of that start.
struct BoxReport {
  wire::UpdateStatus update;
  wire::BootReason boot_reason = wire::BootReason::unknown;
  bool safe_mode = false;
  bool new_start = false;  // of which nothing was heard before
};

// `version`: of the roll-out's image.
[[nodiscard]] BoxState after_birth(BoxState state, std::uint64_t version, const BoxReport& report);

// The same from what it says while it runs: nothing of this says how it started.
[[nodiscard]] BoxState after_progress(BoxState state, std::uint64_t version, const wire::UpdateStatus& update);

// Its answer to the offer, as the command has it.
[[nodiscard]] BoxState after_answer(BoxState state, wire::CommandOutcome outcome, std::string_view detail);

// Nobody has heard of it for too long since it has had the image ready.
[[nodiscard]] BoxState after_silence(BoxState state);

// With the image, or on the way to it: what it does says something of the image.
[[nodiscard]] constexpr bool is_with_image(BoxStep step) {
  return step == BoxStep::ready || step == BoxStep::trial || step == BoxStep::done;
}

[[nodiscard]] std::string_view name_of(BoxStep step);
[[nodiscard]] std::string_view chinese(BoxStep step);
[[nodiscard]] std::string_view name_of(BoxFailure failure);
[[nodiscard]] std::string_view chinese(BoxFailure failure);

}  // namespace liftguard::gateway
