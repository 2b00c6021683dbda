#include "firmware/port/rows/parameter_values.hpp"

#include "common/base/text.hpp"
#include "common/trace/numbers.hpp"

namespace liftguard::port {
namespace {

constexpr std::size_t kShown = 40;

}  // namespace

std::string range_text(const engine::ParameterFacts& facts) {
  std::string text = engine::is_count(facts) ? "a whole number from " : "a number from ";
  trace::append_decimal(text, static_cast<double>(facts.lowest), 3);
  text += " to ";
  trace::append_decimal(text, static_cast<double>(facts.highest), 3);
  return text;
}

std::string order_text(const engine::ParameterOrder& order) {
  const bool equal_too = order.when_equal == engine::WhenEqual::taken;
  return std::string(engine::facts_of(order.lesser).name) + (equal_too ? " must not be above " : " must be below ") +
         std::string(engine::facts_of(order.greater).name);
}

Result<void> set_parameter(engine::Parameters& parameters, std::string_view name, double value) {
  const auto* facts = engine::find_parameter(name);
  if (facts == nullptr) return refuse("bad_parameter", "there is no parameter " + printable(name, kShown));
  if (!engine::takes(*facts, value))
    return refuse("bad_parameter", std::string(name) + " must be " + range_text(*facts));
  parameters.*facts->field = static_cast<float>(value);
  return {};
}

Result<void> set_parameter(engine::Parameters& parameters, std::string_view key_value) {
  const auto equals = key_value.find('=');
  if (equals == std::string_view::npos) return refuse("bad_parameter", "KEY=VALUE is wanted");
  const auto value = trace::parse_number(key_value.substr(equals + 1));
  if (!value) return refuse("bad_parameter", "the value of " + printable(key_value, 2 * kShown) + " is no number");
  return set_parameter(parameters, key_value.substr(0, equals), *value);
}

Result<void> check_together(const engine::Parameters& parameters) {
  if (const auto* order = engine::broken_order(parameters)) return refuse("bad_parameter", order_text(*order));
  return {};
}

}  // namespace liftguard::port
