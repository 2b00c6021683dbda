#include "platform/accounts/throttle.hpp"

#include <algorithm>

namespace liftguard::accounts {

namespace {

bool is_current(const Failures& failures, UtcTime now) {
  return failures.count > 0 && now < failures.began + kFailureWindow;
}

}  // namespace

std::chrono::milliseconds wait_under(const SlowDown& rule, const Failures& failures, UtcTime now) {
  using std::chrono::milliseconds;
  if (!is_current(failures, now) || failures.count <= rule.free) return milliseconds{0};
  UtcTime free_at = failures.began + kFailureWindow;
  if (failures.count < rule.most) {
    const int doublings = std::min(failures.count - rule.free - 1, 30);
    const auto pause = std::min(std::chrono::seconds{std::int64_t{1} << doublings}, rule.longest);
    free_at = std::min(free_at, failures.last + pause);
  }
  return std::max(milliseconds{0}, free_at - now);
}

std::chrono::milliseconds wait_before_try(const LogInPressure& pressure, UtcTime now) {
  const auto by_pair = wait_under(kPairRule, pressure.pair, now);
  switch (pressure.device) {
    case Device::known:
      return by_pair;
    case Device::unknown:
      break;
  }
  return std::max(
      {by_pair, wait_under(kAccountRule, pressure.account, now), wait_under(kSourceRule, pressure.source, now)});
}

Failures with_one_more(const Failures& failures, UtcTime now) {
  if (!is_current(failures, now)) return {1, now, now};
  return {failures.count + 1, failures.began, now};
}

}  // namespace liftguard::accounts
