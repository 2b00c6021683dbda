// The engine's parameters from outside: by name, each within its range, and all of them fit for each other.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "firmware/engine/parameter_rules.hpp"

namespace liftguard::port {

// Refusal "bad_parameter": an unknown name, a value out of its range, a fraction of a count.
[[nodiscard]] Result<void> set_parameter(engine::Parameters& parameters, std::string_view name, double value);

// "trapped_s=25"; refusal "bad_parameter".
[[nodiscard]] Result<void> set_parameter(engine::Parameters& parameters, std::string_view key_value);

// "a number from 10 to 120", "a whole number from 2 to 10".
[[nodiscard]] std::string range_text(const engine::ParameterFacts& facts);

// "temperature_rearm_c must be below over_temperature_c".
[[nodiscard]] std::string order_text(const engine::ParameterOrder& order);

// To be asked once every parameter has its value; refusal "bad_parameter" names the pair that does not fit.
[[nodiscard]] Result<void> check_together(const engine::Parameters& parameters);

}  // namespace liftguard::port
