#include "gateway/ingest/rate_limit.hpp"

#include <algorithm>
#include <utility>

namespace liftguard::gateway {

bool RateLimit::admit(std::string_view box, RateClass what, std::size_t bytes, SteadyTime now) {
  forget_quiet_boxes(now);
  Share& share = share_of(box, now);
  const auto take = [](double& left, double seconds) {
    if (left < seconds) return false;
    left -= seconds;
    return true;
  };
  if (what == RateClass::alarm) return take(share.alarms, 1.0 / limits_.alarms_per_second);
  const double by_bytes = static_cast<double>(bytes) / limits_.bytes_per_second;
  if (share.bytes < by_bytes || !take(share.messages, 1.0 / limits_.messages_per_second)) return false;
  share.bytes -= by_bytes;
  return true;
}

RateLimit::Share& RateLimit::share_of(std::string_view box, SteadyTime now) {
  const double most = std::chrono::duration<double>(limits_.burst).count();
  auto found = recent_.find(box);
  if (found == recent_.end()) {
    const auto old = before_.find(box);
    found = old != before_.end() ? recent_.insert(before_.extract(old)).position
                                 : recent_.emplace(std::string(box), Share{most, most, most, now}).first;
  }
  Share& share = found->second;
  const double passed = std::max(0.0, std::chrono::duration<double>(now - share.at).count());
  for (double* left : {&share.messages, &share.bytes, &share.alarms}) *left = std::min(most, *left + passed);
  share.at = std::max(share.at, now);
  return share;
}

void RateLimit::forget_quiet_boxes(SteadyTime now) {
  if (now - generation_ < limits_.burst) return;
  generation_ = now;
  before_ = std::exchange(recent_, {});
}

}  // namespace liftguard::gateway
