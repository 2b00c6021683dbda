#include "firmware/port/rows/site_file.hpp"

#include <cmath>

#include <toml++/toml.h>

#include "common/base/text.hpp"
#include "common/base/toml_obstacle.hpp"
#include "firmware/port/rows/parameter_values.hpp"
#include "firmware/port/rows/row_inputs.hpp"

namespace liftguard::port {
namespace {

constexpr std::size_t kShown = 40, kReason = 300;

class SiteReader {
 public:
  explicit SiteReader(std::string_view file) : file_(file) {}

  Result<SiteFile> read(const toml::table& root) {
    for (const auto& [key, node] : root) {
      wrong_ = &node.source();
      const auto taken = take(key, node);
      if (!taken) return refuse("bad_site", at(*wrong_, taken.error().detail));
    }
    if (const auto* order = engine::broken_order(site_.parameters))
      return refuse("bad_site", at(place_of(*order, root), port::order_text(*order)));
    // Labels that a panel cannot show, too many floors, a start among none of them.
    const auto lift = site_of(site_.lift);
    if (lift) return site_;
    const bool start = root.get("floors") == nullptr || lift.error().detail.starts_with("start_floor");
    return refuse("bad_site", at(root.get(start ? "start_floor" : "floors")->source(), lift.error().detail));
  }
  [[nodiscard]] std::string at(const toml::source_region& where, const std::string& what) const {
    return std::string(file_) + ":" + std::to_string(where.begin.line) + ":" + std::to_string(where.begin.column) +
           ": " + what;
  }

 private:
  Result<void> take(const toml::key& key, const toml::node& node) {
    if (key == "rated_speed") return take_speed(node);
    if (key == "floors") return take_floors(node);
    if (key == "start_floor") return take_start(node);
    if (key == "parameters") return take_parameters(node);
    wrong_ = &key.source();
    return refuse("bad_site", "unknown key " + printable(key.str(), kShown));
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
    if (!floors) return refuse("bad_site", floors.error().what);
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
      const bool known = engine::find_parameter(name.str()) != nullptr;
      wrong_ = known ? &value.source() : &name.source();
      const auto number = value.value<double>();
      if (known && !number) return refuse("bad_site", std::string(name.str()) + " must be a number");
      if (auto set = set_parameter(site_.parameters, name.str(), number.value_or(0)); !set) return set;
    }
    return {};
  }

  // One of the two is in the file: the defaults are in order.
  static const toml::source_region& place_of(const engine::ParameterOrder& order, const toml::table& root) {
    const auto& given = *root.get_as<toml::table>("parameters");
    const auto* lesser = given.get(engine::facts_of(order.lesser).name);
    return (lesser != nullptr ? lesser : given.get(engine::facts_of(order.greater).name))->source();
  }

  std::string_view file_;
  SiteFile site_;
  const toml::source_region* wrong_ = nullptr;  // what a refusal is about
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
    return refuse("bad_site", reader.at(error.source(), printable(error.description(), kReason)));
  }
}

}  // namespace liftguard::port
