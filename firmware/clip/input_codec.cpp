#include "firmware/clip/input_codec.hpp"

#include <algorithm>
#include <bit>
#include <variant>

namespace liftguard::clip {
namespace {

constexpr std::int64_t kFarthest = std::int64_t{1} << 50;  // µs: 35 years

std::int64_t bounded(std::int64_t us) {
  return std::clamp(us, -kFarthest, kFarthest);
}

// Where decoded bits are nonsense, the sum of two may be beyond any number: it wraps, and is bounded then.
std::int64_t sum(std::int64_t a, std::int64_t b) {
  return bounded(static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b)));
}

template <class T>
T reading_or_nothing(const engine::Reading& reading) {
  const auto* held = std::get_if<T>(&reading);
  return held == nullptr ? T{} : *held;
}

engine::Switch switch_of(Kind kind) {
  return static_cast<engine::Switch>(static_cast<unsigned>(kind) - static_cast<unsigned>(Kind::first_switch));
}

}  // namespace

InputCodec::InputCodec(const Grids& grids, engine::Time zero) : zero_(zero) {
  for (std::size_t i = 0; i < kChannels; ++i) numbers_[i].grid = grids[i];
}

engine::Input InputCodec::code(Coder& coder, const engine::Input& input) {
  const auto foreseen = schedule_.next();
  const auto kind = code_kind(coder, kind_of(input.reading), foreseen);
  now_us_ = code_time(coder, bounded((input.at - zero_).count()), kind, foreseen);
  schedule_.came(kind, now_us_);
  return {zero_ + engine::Duration{now_us_}, code_reading(coder, input.reading, kind)};
}

Kind InputCodec::code_kind(Coder& coder, Kind kind, Kind foreseen) {
  if (coder.code(as_foreseen_[static_cast<std::size_t>(foreseen)], kind == foreseen)) return foreseen;
  const auto symbol = kinds_.code(coder, static_cast<unsigned>(kind));
  return symbol < kKinds ? static_cast<Kind>(symbol) : Kind::tick;
}

std::int64_t InputCodec::code_time(Coder& coder, std::int64_t at_us, Kind kind, Kind foreseen) {
  const std::size_t context = (kind == foreseen ? 2U : 0U) + (schedule_.is_due(kind, now_us_) ? 1U : 0U);
  if (coder.code(at_once_[context], at_us == now_us_)) return now_us_;
  auto& differences = kind == Kind::acceleration ? sample_times_ : other_times_;
  const auto due = schedule_.due_us(kind, now_us_);
  return sum(due, differences.code(coder, at_us - due));
}

template <class Differences>
float InputCodec::code_number(Coder& coder, float value, Channel channel, Differences& differences) {
  auto& number = numbers_[static_cast<std::size_t>(channel)];
  const auto place = place_of(number.grid, value);
  if (coder.code(number.off_grid, !place.has_value()))
    return std::bit_cast<float>(
        static_cast<std::uint32_t>(coder.code_even_bits(std::bit_cast<std::uint32_t>(value), 32)));
  const std::int64_t foreseen = number.predictor.foresee();
  const auto difference = differences.code(coder, place.value_or(0) - foreseen);
  const auto found =
      static_cast<std::int32_t>(std::clamp<std::int64_t>(sum(foreseen, difference), INT32_MIN, INT32_MAX));
  number.predictor.learn(found);
  return value_at(number.grid, found);
}

engine::Reading InputCodec::code_reading(Coder& coder, const engine::Reading& reading, Kind kind) {
  switch (kind) {
    case Kind::acceleration: {
      const auto was = reading_or_nothing<engine::Acceleration>(reading);
      engine::Acceleration is{};
      is.x = code_number(coder, was.x, Channel::x, accelerations_);
      is.y = code_number(coder, was.y, Channel::y, accelerations_);
      is.z = code_number(coder, was.z, Channel::z, accelerations_);
      return is;
    }
    case Kind::pressure:
      return engine::Pressure{
          code_number(coder, reading_or_nothing<engine::Pressure>(reading).pa, Channel::pressure, pressures_)};
    case Kind::temperature:
      return engine::Temperature{code_number(coder, reading_or_nothing<engine::Temperature>(reading).celsius,
                                             Channel::temperature, temperatures_)};
    case Kind::episode_closed:
      return engine::EpisodeClosed{};
    case Kind::tick:
      return engine::Tick{};
    case Kind::first_switch:
      break;
  }
  const auto which = static_cast<std::size_t>(switch_of(kind));
  auto& was_on = switch_on_[which];
  was_on = coder.code(switches_[which][was_on ? 1 : 0], reading_or_nothing<engine::SwitchReading>(reading).on);
  return engine::SwitchReading{switch_of(kind), was_on};
}

}  // namespace liftguard::clip
