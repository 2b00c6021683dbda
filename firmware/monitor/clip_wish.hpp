// A clip that somebody asked for, of what the sensors gave between two times.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "common/base/clock.hpp"
#include "firmware/journal/index.hpp"
#include "firmware/monitor/commands/judge.hpp"

namespace liftguard::monitor {

struct ClipWish {
  static constexpr std::size_t kMost = 4;  // at once

  SteadyTime from, to;
  std::optional<journal::RecordKey> record;  // whose clip it is to be; none: that of the answer's record

  // Called once, in the sensing thread. Gives the record of the answer; none: it could not be made.
  std::function<std::optional<journal::RecordKey>(const Answer& answer)> answer;
};

}  // namespace liftguard::monitor
