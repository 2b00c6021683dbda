#include "simulators/fleet/program/town.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace liftguard::fleet {
namespace {

constexpr std::size_t kLiftsPerEstate = 20;

std::vector<std::string> codes_of(const toml::table& town, const char* table) {
  std::vector<std::string> out;
  if (const auto* rows = town[table].as_array())
    for (const auto& row : *rows)
      if (const auto code = row.as_table()->at_path("code").value<std::string>()) out.push_back(*code);
  if (out.empty()) throw std::runtime_error(std::string("the town has no ") + table);
  return out;
}

}  // namespace

void print_town(const Arguments& arguments, std::ostream& out) {
  constexpr std::size_t kFirstCode = 300'000;  // six digits, none of a town that is written by hand
  const auto town = toml::parse_file(arguments.town.string());
  const auto districts = codes_of(town, "district");
  const auto units = codes_of(town, "unit");
  out << town << '\n';
  for (std::size_t i = 0; i < arguments.boxes; ++i) {
    const auto estate = i / kLiftsPerEstate;
    out << fmt::format(
        "\n[[elevator]]\ncode = \"{}\"\nplace = \"{}号楼客梯\"\nestate = \"仿真小区{}\"\ndistrict = \"{}\"\n"
        "in_city_centre = true\nmaintenance_unit = \"{}\"\nsecond_unit = \"{}\"\nmonitor = \"{}\"\n",
        kFirstCode + arguments.first + i, i % kLiftsPerEstate + 1, estate + 1, districts[estate % districts.size()],
        units.front(), units.back(), monitor_name(arguments, i));
  }
}

}  // namespace liftguard::fleet
