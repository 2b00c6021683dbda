// Every number that a rule may be tuned by: one table from which the struct, --set and site files are made.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace liftguard::engine {

// X(name with its unit, default, lowest, highest, source)
#define LIFTGUARD_ENGINE_PARAMETERS(X)                                                                      \
  X(ride_min_m, 1.0F, 0.3F, 5.0F, "DV-1: a ride is a movement of more than this")                           \
  X(zone_uncertainty_m, 0.20F, 0.05F, 0.5F, "DV-3: height stands in for the zone switch below this")        \
  X(zone_half_m, 0.20F, 0.05F, 0.5F, "DV-3: half height of a door zone made from height; EN 81-20 5.3.8.1") \
  X(presence_on_s, 1.0F, 0.2F, 10.0F, "DV-4: presence in all since the door opened, to be occupied")        \
  X(presence_flicker_s, 0.2F, 0.05F, 1.0F, "DV-4: shorter than this is no presence")                        \
  X(exit_open_s, 3.0F, 1.0F, 30.0F, "DV-4: the door must be open this long for people to have left")        \
  X(exit_absent_s, 2.0F, 0.5F, 30.0F, "DV-4: and presence off this long before it shuts")                   \
  X(stopped_s, 10.0F, 5.0F, 60.0F, "DV-5")                                                                  \
  X(trapped_s, 30.0F, 10.0F, 120.0F, "DV-6")                                                                \
  X(button_hold_s, 3.0F, 1.0F, 10.0F, "DV-6, DV-7: EN 81-28 4.2.1 asks for a filter of presses")            \
  X(door_not_opened_s, 120.0F, 30.0F, 600.0F, "DV-7: after a ride that ended in a zone")                    \
  X(button_door_s, 20.0F, 5.0F, 120.0F, "DV-7: door still shut this long after the button")                 \
  X(parked_s, 600.0F, 120.0F, 3600.0F, "DV-7: without a ride before and without the button")                \
  X(button_press_s, 1.0F, 0.1F, 5.0F, "DV-8")                                                               \
  X(recovered_open_s, 2.0F, 0.5F, 30.0F, "DV-10: door open in a zone")                                      \
  X(ordinary_rides_count, 2.0F, 1.0F, 10.0F, "DV-10: rides between zones that end an episode")              \
  X(shock_mps2, 2.0F, 0.5F, 10.0F, "DV-12")                                                                 \
  X(shocks_count, 3.0F, 2.0F, 10.0F, "DV-12")                                                               \
  X(shock_window_s, 5.0F, 1.0F, 20.0F, "DV-12")                                                             \
  X(overspeed_ratio, 1.15F, 1.05F, 2.0F, "DV-13: of rated speed; GB/T 7588.1 5.6.2.2 governor")             \
  X(overspeed_s, 0.3F, 0.1F, 3.0F, "DV-13")                                                                 \
  X(door_outside_s, 0.5F, 0.1F, 5.0F, "DV-14: door_open_outside_zone")                                      \
  X(door_moving_mps, 0.3F, 0.1F, 1.0F, "DV-14: faster than this with the door open")                        \
  X(door_long_s, 180.0F, 30.0F, 1800.0F, "DV-14: door_open_too_long")                                       \
  X(openings_count, 5.0F, 3.0F, 20.0F, "DV-14: door_cannot_close")                                          \
  X(openings_window_s, 120.0F, 30.0F, 600.0F, "DV-14: door_cannot_close")                                   \
  X(overtravel_m, 0.20F, 0.05F, 1.0F, "DV-15")                                                              \
  X(rough_mps2, 0.40F, 0.1F, 2.0F, "DV-16: horizontal A95 peak to peak, ISO 18738-1")                       \
  X(rough_rides_count, 3.0F, 1.0F, 10.0F, "DV-16: of the last ten")                                         \
  X(mains_s, 1.0F, 0.1F, 60.0F, "DV-17")                                                                    \
  X(over_temperature_c, 45.0F, 30.0F, 80.0F, "DV-18")                                                       \
  X(temperature_rearm_c, 42.0F, 25.0F, 75.0F, "DV-18")                                                      \
  X(over_temperature_s, 60.0F, 5.0F, 600.0F, "DV-18")                                                       \
  X(sensor_silent_s, 5.0F, 2.0F, 60.0F, "DV-19")                                                            \
  X(sensor_frozen_s, 60.0F, 10.0F, 600.0F, "DV-19")                                                         \
  X(sensor_restored_s, 10.0F, 1.0F, 60.0F, "DV-19")

struct Parameters {
#define LIFTGUARD_FIELD(name, default_value, lowest, highest, source) float name = default_value;
  LIFTGUARD_ENGINE_PARAMETERS(LIFTGUARD_FIELD)
#undef LIFTGUARD_FIELD
};

// Numbers on the wire count in the table's order: rows are added at its end.
enum class ParameterId : std::uint8_t {
#define LIFTGUARD_ID(name, default_value, lowest, highest, source) name,
  LIFTGUARD_ENGINE_PARAMETERS(LIFTGUARD_ID)
#undef LIFTGUARD_ID
};

struct ParameterFacts {
  ParameterId id;
  std::string_view name;
  float default_value, lowest, highest;  // both ends included
  std::string_view source;
  float Parameters::*field;
};

inline constexpr auto kParameterFacts = std::to_array<ParameterFacts>({
#define LIFTGUARD_FACTS(name, default_value, lowest, highest, source) \
  {ParameterId::name, #name, default_value, lowest, highest, source, &Parameters::name},
    LIFTGUARD_ENGINE_PARAMETERS(LIFTGUARD_FACTS)
#undef LIFTGUARD_FACTS
});

// The fields alone, in the same order: what decides needs no names, and a microcontroller no room for them.
inline constexpr auto kParameterFields = std::to_array<float Parameters::*>({
#define LIFTGUARD_MEMBER(name, default_value, lowest, highest, source) &Parameters::name,
    LIFTGUARD_ENGINE_PARAMETERS(LIFTGUARD_MEMBER)
#undef LIFTGUARD_MEMBER
});

[[nodiscard]] constexpr float value_of(const Parameters& parameters, ParameterId id) {
  return parameters.*kParameterFields[static_cast<std::size_t>(id)];
}

// The unit is the name's last part: m, s, mps, mps2, c, ratio, count.
[[nodiscard]] constexpr std::string_view parameter_unit(std::string_view name) {
  return name.substr(name.rfind('_') + 1);
}

[[nodiscard]] constexpr const ParameterFacts* find_parameter(std::string_view name) {
  for (const auto& facts : kParameterFacts)
    if (facts.name == name) return &facts;
  return nullptr;
}

[[nodiscard]] constexpr const ParameterFacts& facts_of(ParameterId id) {
  return kParameterFacts[static_cast<std::size_t>(id)];
}

[[nodiscard]] constexpr bool in_range(const ParameterFacts& facts, float value) {
  return value >= facts.lowest && value <= facts.highest;
}

}  // namespace liftguard::engine
