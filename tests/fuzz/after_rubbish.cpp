// Whatever a car's engine was told, and at whatever times: people who are trapped afterwards are found (DV-6).
#include "tests/fuzz/rubbish.hpp"
#include "tests/unit/engine/series.hpp"

namespace liftguard::fuzz {
namespace {

using engine::Duration;
using engine::Input;
using engine::Time;
using engine::test::Series;

constexpr std::size_t kMostInputs = 2'000;
// Of DV-6, with what a sensor needs to be good again, an engine to believe its clock and to learn what rest is.
constexpr double kFoundWithin_s = 45, kSettles_s = 90;
constexpr Duration kOutOfOrder{3'000};

// A clock that could be true: what lies beyond is taken for its end, where no time passes.
Time sensible(Time time) {
  constexpr std::int64_t kFar = std::int64_t{1} << 49;
  const auto us = time.time_since_epoch().count();
  return Time{Duration{us > kFar ? kFar : us < -kFar ? -kFar : us}};
}

}  // namespace

std::string after_rubbish(Bytes all) {
  ByteSource bytes(all);
  Series car({.rate_hz = 25, .say_start = false});
  const bool clock_goes_on = bytes.flag();
  Time now{Duration{static_cast<std::int64_t>(car.now_s() * 1e6)}};
  car.spoil = [&](Input& input) {
    input.at = now;
    return true;
  };
  for (std::size_t i = 0; !bytes.empty() && i < kMostInputs; ++i) {
    now = next_time(bytes, now);
    car.say(any_reading(bytes));
  }
  // From here on all is well: the clock runs, from where it was or from its beginning, and every sensor tells the
  // truth, if the barometer's a little late.
  const auto zero = Duration{static_cast<std::int64_t>(car.now_s() * 1e6)};
  const Time start = clock_goes_on ? sensible(now) : Time{};
  car.spoil = [&](Input& input) {
    input.at = start + (input.at.time_since_epoch() - zero);
    if (std::holds_alternative<engine::Pressure>(input.reading)) input.at -= kOutOfOrder;
    return true;
  };
  car.open(kSettles_s).wait(2).board().wait(2).ride_and_stall(6.1);
  const auto before = car.all("trapped").size();
  car.wait(kFoundWithin_s);
  return car.all("trapped").size() > before ? "" : "people are trapped and nobody is told";
}

}  // namespace liftguard::fuzz
