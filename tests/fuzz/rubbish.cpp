#include "tests/fuzz/rubbish.hpp"

#include <array>
#include <limits>

namespace liftguard::fuzz {
namespace {

using engine::Duration;
using engine::Time;
using Limits = std::numeric_limits<float>;

constexpr std::array kSpecial{Limits::quiet_NaN(),
                              Limits::signaling_NaN(),
                              Limits::infinity(),
                              -Limits::infinity(),
                              Limits::denorm_min(),
                              -Limits::denorm_min(),
                              Limits::max(),
                              Limits::lowest(),
                              Limits::min(),
                              0.0F,
                              -0.0F};
constexpr std::array kImpossible{
    Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(), Limits::max(), Limits::lowest(), 1e6F, -1e6F};

// Steps in microseconds: samples of 400 Hz to 1 Hz, and both sides of what the engine calls silence.
constexpr std::array<std::int64_t, 10> kSteps{2'500,     10'000,    10'000,    20'000,     100'000,
                                              1'000'000, 4'900'000, 5'100'000, 40'000'000, 7'200'000'000};

// Wraps around as the clock of a broken box would.
Time moved(Time time, std::int64_t by_us) {
  const auto sum = static_cast<std::uint64_t>(time.time_since_epoch().count()) + static_cast<std::uint64_t>(by_us);
  return Time{Duration{static_cast<std::int64_t>(sum)}};
}

}  // namespace

float rubbish(ByteSource& bytes, const Usual& usual) {
  switch (bytes.below(4)) {
    case 0:
      return kSpecial[bytes.below(kSpecial.size())];
    case 1:
      return bytes.bits();
    default:
      return usual.value + usual.spread * 0.1F * static_cast<float>(bytes.take<std::int8_t>());
  }
}

float impossible(ByteSource& bytes) {
  return kImpossible[bytes.below(kImpossible.size())];
}

Time next_time(ByteSource& bytes, Time before) {
  const auto kind = bytes.below(16);
  if (kind < kSteps.size()) return moved(before, kSteps[kind]);
  switch (kind) {
    case 10:
      return before;
    case 11:
      return moved(before, -static_cast<std::int64_t>(bytes.take<std::uint16_t>()) * 1000);
    case 12:
      return moved(before, bytes.take<std::int64_t>());
    case 13:
      return Time{Duration{bytes.take<std::int64_t>()}};
    case 14:
      return bytes.flag() ? Time::max() : Time::min();
    default:
      return moved(before, static_cast<std::int64_t>(bytes.take<std::uint32_t>()) * 10);
  }
}

engine::Reading analog_rubbish(ByteSource& bytes) {
  switch (bytes.below(4)) {
    case 0:
      return engine::Pressure{rubbish(bytes, kUsualPressure)};
    case 1:
      return engine::Temperature{rubbish(bytes, kUsualCelsius)};
    case 2:
      return engine::Tick{};
    default:
      const float x = rubbish(bytes, {0.0F, 0.5F});
      const float y = rubbish(bytes, {0.0F, 0.5F});
      return engine::Acceleration{x, y, rubbish(bytes, kUsualAcceleration)};
  }
}

engine::Reading any_reading(ByteSource& bytes) {
  const auto kind = bytes.below(4);
  if (kind == 0) {
    const auto which = static_cast<engine::Switch>(bytes.below(engine::kSwitches));
    return engine::SwitchReading{which, bytes.flag()};
  }
  if (kind == 1 && bytes.below(8) == 0) return engine::EpisodeClosed{};
  return analog_rubbish(bytes);
}

}  // namespace liftguard::fuzz
