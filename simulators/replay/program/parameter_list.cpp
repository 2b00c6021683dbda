#include "simulators/replay/program/parameter_list.hpp"

#include <string_view>

#include "firmware/engine/parameters.hpp"
#include "simulators/replay/text/json_line.hpp"
#include "simulators/replay/text/moment.hpp"
#include "simulators/replay/text/text_table.hpp"

namespace liftguard::replay {
namespace {

std::string_view unit_text(std::string_view name) {
  const auto unit = engine::parameter_unit(name);
  if (unit == "mps") return "m/s";
  if (unit == "mps2") return "m/s²";
  if (unit == "c") return "°C";
  if (unit == "ratio") return "×";
  if (unit == "count") return "次";
  return unit;
}

std::string number(float value) {
  return decimal(static_cast<double>(value), 3);
}

}  // namespace

std::string parameter_list() {
  TextTable table({Align::left, Align::left, Align::right, Align::right, Align::right, Align::left});
  table.row({"参数 Parameter", "单位 Unit", "缺省 Default", "最小 Min", "最大 Max", "出处 Source"});
  table.rule();
  for (const auto& facts : engine::kParameterFacts)
    table.row({std::string(facts.name), std::string(unit_text(facts.name)), number(facts.default_value),
               number(facts.lowest), number(facts.highest), std::string(facts.source)});
  return table.text();
}

std::string parameter_list_json() {
  std::string out;
  for (const auto& facts : engine::kParameterFacts) {
    JsonLine line(out);
    line.text("name", facts.name);
    line.text("unit", unit_text(facts.name));
    line.number("default", static_cast<double>(facts.default_value), 3);
    line.number("lowest", static_cast<double>(facts.lowest), 3);
    line.number("highest", static_cast<double>(facts.highest), 3);
    line.text("source", facts.source);
  }
  return out;
}

}  // namespace liftguard::replay
