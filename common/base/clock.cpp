#include "common/base/clock.hpp"

#include <ctime>

namespace liftguard {

SteadyTime SystemSteadyClock::now() const {
  timespec t{};
  clock_gettime(CLOCK_BOOTTIME, &t);
  return SteadyTime{std::chrono::microseconds{std::int64_t{t.tv_sec} * 1'000'000 + t.tv_nsec / 1'000}};
}

namespace {

std::int64_t steady_ms(const SteadyClock& steady) {
  return std::chrono::floor<Milliseconds>(steady.now().time_since_epoch()).count();
}

}  // namespace

AnchoredCivilClock::AnchoredCivilClock(const SteadyClock& steady, UtcTime anchor)
    : steady_(steady), offset_ms_(to_ms(anchor) - steady_ms(steady)) {}

UtcTime AnchoredCivilClock::utc_now() const {
  return utc_from_ms(steady_ms(steady_) + offset_ms_.load());
}

Milliseconds AnchoredCivilClock::anchor(UtcTime source) {
  const std::int64_t offset = to_ms(source) - steady_ms(steady_);
  return Milliseconds{offset - offset_ms_.exchange(offset)};
}

UtcTime WallClock::utc_now() const {
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

}  // namespace liftguard
