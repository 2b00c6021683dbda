#include "gateway/ingest/happened.hpp"

#include <algorithm>

namespace liftguard::gateway {

namespace {

bool plausible(UtcTime wall, UtcTime received) {
  return wall >= received - kOldest && wall <= received + kClockTolerance;
}

}  // namespace

UtcTime happened_at(const wire::Stamp& at, const wire::Stamp& sent, UtcTime received) {
  if (at.quality == wire::TimeQuality::synchronised && plausible(at.wall, received)) return std::min(at.wall, received);
  // Uptimes of one boot compare. How long the message was under way is not known and counts as nothing.
  const auto age = std::chrono::microseconds{sent.uptime_us - at.uptime_us};
  if (at.boot == sent.boot && sent.uptime_us >= at.uptime_us && age <= kOldest)
    return received - std::chrono::duration_cast<Milliseconds>(age);
  if (at.quality == wire::TimeQuality::free_running && plausible(at.wall, received)) return std::min(at.wall, received);
  return received;
}

}  // namespace liftguard::gateway
