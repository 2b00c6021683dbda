#include "firmware/monitor/self_test_plan.hpp"

#include <algorithm>

namespace liftguard::monitor {
namespace {

// After a first start: the sensors have been heard and the link is up, and whoever mounted the box is still there.
constexpr Milliseconds kFirstAfter = std::chrono::minutes(2);
constexpr Milliseconds kFirstWithin = std::chrono::minutes(8);

// After a start that finds one overdue.
constexpr Milliseconds kOverdueAfter = std::chrono::minutes(1);
constexpr Milliseconds kOverdueWithin = std::chrono::hours(1);

// A test comes early by up to this part of its interval.
constexpr int kEarlyPart = 12;

// An hour is left for the way to the gateway before the elevator would be unproven.
constexpr Milliseconds kWaitsAtMost = SelfTestPlan::kLongest - std::chrono::hours(1);

// How long the box was without power, as far as it can know.
Milliseconds absence(const KeptSelfTest& kept, const wire::Stamp& now) {
  if (kept.quality == wire::TimeQuality::unset || now.quality == wire::TimeQuality::unset) return Milliseconds{0};
  return std::max(now.wall - kept.wall, Milliseconds{0});
}

}  // namespace

SelfTestPlan::SelfTestPlan(std::chrono::hours every, const std::optional<KeptSelfTest>& kept, const Moment& now,
                           std::uint32_t seed)
    : every_(every), random_(seed) {
  const Milliseconds interval = every_;
  const Milliseconds may_wait = std::max(kWaitsAtMost - interval, Milliseconds{0});
  if (!kept) {
    due_ = now.steady + kFirstAfter + chance(kFirstWithin);
    waits_until_ = due_ + may_wait;
    return;
  }
  next_ = kept->next;
  const Milliseconds to_go = std::min(kept->to_go - absence(*kept, now.stamp), interval);
  due_ = now.steady + (to_go > kOverdueAfter ? to_go : kOverdueAfter + chance(kOverdueWithin - kOverdueAfter));
  waits_until_ = std::max(now.steady + to_go + may_wait, due_);
}

std::optional<wire::SelfTestCause> SelfTestPlan::due(SteadyTime now, Episode episode) const {
  const bool waits = episode == Episode::open && now < waits_until_;
  if (waits) return std::nullopt;
  if (asked_) return wire::SelfTestCause::asked;
  return now < due_ ? std::nullopt : std::optional{next_};
}

void SelfTestPlan::made(SteadyTime now) {
  const Milliseconds interval = every_;
  due_ = now + interval - chance(interval / kEarlyPart);
  waits_until_ = now + std::max(kWaitsAtMost, interval);
  next_ = wire::SelfTestCause::periodic;
  asked_ = false;
}

KeptSelfTest SelfTestPlan::kept(const Moment& now) const {
  return {std::chrono::floor<Milliseconds>(due_ - now.steady), now.stamp.wall, now.stamp.quality, next_};
}

Milliseconds SelfTestPlan::chance(Milliseconds below) {
  return Milliseconds{std::uniform_int_distribution<std::int64_t>(0, below.count())(random_)};
}

}  // namespace liftguard::monitor
