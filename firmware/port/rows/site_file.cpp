#include "firmware/port/rows/site_file.hpp"

#include <cmath>

#include <toml++/toml.h>

#include "common/base/toml_obstacle.hpp"
#include "common/trace/numbers.hpp"
#include "firmware/port/rows/row_inputs.hpp"

namespace liftguard::port {
namespace {

std::string range_text(const engine::ParameterFacts& facts) {
  std::string text;
  trace::append_decimal(text, static_cast<double>(facts.lowest), 3);
  text += " to ";
  trace::append_decimal(text, static_cast<double>(facts.highest), 3);
  return text;
}

Result<void> set_value(engine::Parameters& parameters, std::string_view name, double value) {
  const auto* facts = engine::find_parameter(name);
  if (facts == nullptr) return refuse("bad_parameter", "there is no parameter " + std::string(name));
  const auto narrow = static_cast<float>(value);
  if (!engine::in_range(*facts, narrow))
    return refuse("bad_parameter", std::string(name) + " must be from " + range_text(*facts));
  parameters.*facts->field = narrow;
  return {};
}

class SiteReader {
 public:
  explicit SiteReader(std::string_view file) : file_(file) {}

  Result<SiteFile> read(const toml::table& root) {
    for (const auto& [key, node] : root) {
      const auto taken = take(key.str(), node);
      if (!taken) return refuse("bad_site", at(*wrong_, taken.error().detail));
    }
    // Labels that a panel cannot show, too many floors, a start among none of them.
    const auto lift = site_of(site_.lift);
    if (lift) return site_;
    const bool start = root.get("floors") == nullptr || lift.error().detail.starts_with("start_floor");
    return refuse("bad_site", at(*root.get(start ? "start_floor" : "floors"), lift.error().detail));
  }
  [[nodiscard]] std::string at(const toml::node& node, const std::string& what) const {
    return at(node.source(), what);
  }
  [[nodiscard]] std::string at(const toml::source_region& where, const std::string& what) const {
    return std::string(file_) + ":" + std::to_string(where.begin.line) + ":" + std::to_string(where.begin.column) +
           ": " + what;
  }

 private:
  Result<void> take(std::string_view key, const toml::node& node) {
    wrong_ = &node;
    if (key == "rated_speed") return take_speed(node);
    if (key == "floors") return take_floors(node);
    if (key == "start_floor") return take_start(node);
    if (key == "parameters") return take_parameters(node);
    return refuse("bad_site", "unknown key " + std::string(key));
  }
  Result<void> take_speed(const toml::node& node) {
    const auto value = node.value<double>();
    if (!value || !std::isfinite(*value) || *value <= 0 || *value > 25)
      return refuse("bad_site", "rated_speed must be a number above 0 and up to 25");
    site_.lift.rated_speed = *value;
    return {};
  }
  Result<void> take_floors(const toml::node& node) {
    const auto value = node.value<std::string>();
    if (!value) return refuse("bad_site", "floors must be a text of label:height pairs");
    auto floors = trace::parse_floors(*value);
    if (!floors) return floors.error();
    site_.lift.floors = std::move(*floors);
    return {};
  }
  Result<void> take_start(const toml::node& node) {
    const auto value = node.value<std::string>();
    if (!value) return refuse("bad_site", "start_floor must be a text");
    site_.lift.start_floor = *value;
    return {};
  }
  Result<void> take_parameters(const toml::node& node) {
    const auto* table = node.as_table();
    if (table == nullptr) return refuse("bad_site", "parameters must be a table");
    for (const auto& [name, value] : *table) {
      wrong_ = &value;
      const auto number = value.value<double>();
      if (!number) return refuse("bad_site", std::string(name.str()) + " must be a number");
      if (auto set = set_value(site_.parameters, name.str(), *number); !set) return set;
    }
    return {};
  }

  std::string_view file_;
  SiteFile site_;
  const toml::node* wrong_ = nullptr;  // what a refusal is about
};

}  // namespace

Result<SiteFile> parse_site(std::string_view file, std::string_view text) {
  SiteReader reader(file);
  if (const auto found = find_toml_obstacle(text)) {
    const toml::source_position place{found->line, found->column};
    return refuse("bad_site", reader.at({place, place, {}}, found->what));
  }
  try {
    const auto root = toml::parse(text);
    return reader.read(root);
  } catch (const toml::parse_error& error) {
    return refuse("bad_site", reader.at(error.source(), std::string(error.description())));
  }
}

Result<void> set_parameter(engine::Parameters& parameters, std::string_view key_value) {
  const auto equals = key_value.find('=');
  if (equals == std::string_view::npos) return refuse("bad_parameter", "KEY=VALUE is wanted");
  const auto value = trace::parse_number(key_value.substr(equals + 1));
  if (!value) return refuse("bad_parameter", "the value of " + std::string(key_value) + " is no number");
  return set_value(parameters, key_value.substr(0, equals), *value);
}

}  // namespace liftguard::port
