// The sensors that the detection of trapped people rests on, by their names on the wire: without one of them a box is
// blind. Mains, temperature and inspection have alarms and marks of their own.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace liftguard::gateway {

inline constexpr std::array<std::string_view, 6> kDetectionSensors{"acceleration", "pressure", "door",
                                                                   "zone",         "presence", "button"};

[[nodiscard]] constexpr bool detection_rests_on(std::string_view sensor) {
  return std::ranges::find(kDetectionSensors, sensor) != kDetectionSensors.end();
}

}  // namespace liftguard::gateway
