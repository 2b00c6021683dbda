#include "firmware/monitor/wall_time.hpp"

#include <sys/timex.h>

namespace liftguard::monitor {

wire::TimeQuality wall_quality(UtcTime wall) {
  constexpr auto kBeginning = utc_from_ms(1'767'225'600'000);  // 2026-01-01
  if (wall < kBeginning) return wire::TimeQuality::unset;
  timex state{};
  const bool synchronised = ::adjtimex(&state) != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
  return synchronised ? wire::TimeQuality::synchronised : wire::TimeQuality::free_running;
}

}  // namespace liftguard::monitor
