// Which image may be taken, and when a box may be restarted for it. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "firmware/update/image.hpp"
#include "firmware/update/reason.hpp"

namespace liftguard::update {

// What a box is, as far as an image is judged by it.
struct Standing {
  std::string board;
  std::uint64_t running = 0;   // version
  std::uint64_t highest = 0;   // version ever confirmed here; a box may run less after damage
  std::uint64_t failed = 0;    // version rolled back last; 0: none
  std::uint64_t capacity = 0;  // bytes of an image
};

// none: may be taken. Otherwise wrong_board, too_big, already_running, downgrade, base_too_old, failed_before.
[[nodiscard]] Reason judge(const ImageHeader& header, const Standing& standing);

// What must hold for a restart; what is not known does not hold.
struct Conditions {
  bool no_alarm_open = false;  // neither an episode nor an alarm of this box
  bool car_at_rest = false;    // in no ride, as the engine sees it
  bool mains_present = false;
};

// none: may restart now. Otherwise alarm_open, car_moving or on_battery, the weightiest of them.
[[nodiscard]] Reason hold(const Conditions& conditions);

}  // namespace liftguard::update
