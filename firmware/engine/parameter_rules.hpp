// What parameters must keep to beyond each one's range, wherever they come from: counts are whole, and some mean
// something only beside each other. Pure; the engine itself takes what it is given.
#pragma once

#include "firmware/engine/parameters.hpp"

namespace liftguard::engine {

enum class WhenEqual : std::uint8_t { taken, refused };

struct ParameterOrder {
  ParameterId lesser, greater;
  WhenEqual when_equal;
};

inline constexpr auto kParameterOrders = std::to_array<ParameterOrder>({
    // DV-4: what is long enough to make the car occupied is no flicker.
    {ParameterId::presence_flicker_s, ParameterId::presence_on_s, WhenEqual::taken},
    // DV-5, DV-6: trapped is the same standstill, for longer.
    {ParameterId::stopped_s, ParameterId::trapped_s, WhenEqual::taken},
    // DV-8: a press that tells of people trapped has been reported as a press.
    {ParameterId::button_press_s, ParameterId::button_hold_s, WhenEqual::taken},
    // DV-7: sooner with the button, later without a ride.
    {ParameterId::button_door_s, ParameterId::door_not_opened_s, WhenEqual::taken},
    {ParameterId::door_not_opened_s, ParameterId::parked_s, WhenEqual::taken},
    // DV-18: armed again at the limit or above it, one hot hour is an event a minute.
    {ParameterId::temperature_rearm_c, ParameterId::over_temperature_c, WhenEqual::refused},
});

[[nodiscard]] constexpr bool is_count(const ParameterFacts& facts) {
  return parameter_unit(facts.name) == "count";
}

// Within the range, and whole where it counts something.
[[nodiscard]] constexpr bool takes(const ParameterFacts& facts, double value) {
  if (!in_range(facts, static_cast<float>(value))) return false;
  return !is_count(facts) || value == static_cast<double>(static_cast<int>(value));
}

// The first order that is not kept; null: all are.
[[nodiscard]] constexpr const ParameterOrder* broken_order(const Parameters& parameters) {
  for (const auto& order : kParameterOrders) {
    const float lesser = value_of(parameters, order.lesser), greater = value_of(parameters, order.greater);
    const bool kept = order.when_equal == WhenEqual::taken ? lesser <= greater : lesser < greater;
    if (!kept) return &order;
  }
  return nullptr;
}

static_assert(broken_order(Parameters{}) == nullptr);

}  // namespace liftguard::engine
