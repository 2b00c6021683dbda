#include "firmware/monitor/config/sensors.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <utility>

#include "common/base/text.hpp"
#include "firmware/port/rows/row_inputs.hpp"
#include "firmware/port/rows/site_file.hpp"

namespace liftguard::monitor {
namespace {

using engine::Switch;

constexpr std::array<std::pair<const char*, Switch>, engine::kSwitches> kLines{{{"door", Switch::door},
                                                                                {"zone", Switch::zone},
                                                                                {"presence", Switch::presence},
                                                                                {"button", Switch::button},
                                                                                {"mains", Switch::mains},
                                                                                {"inspection", Switch::inspection}}};

std::string text_of(Section& section, const std::string& key, const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw section.wrong(key, file.string() + " cannot be read");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

void read_site(Section& section, HardwareSource& out) {
  const auto file = section.optional_path("site");
  if (!file) return;
  out.site_text = text_of(section, "site", *file);
  const auto parsed = port::parse_site(file->string(), out.site_text);
  if (!parsed) throw section.wrong("site", printable(parsed.error().detail, 300));
  out.site = port::site_of(parsed->lift).value();  // parse_site has seen to it
  out.parameters = parsed->parameters;
}

port::iio::Mounting read_mounting(Section& section) {
  using port::iio::Mounting;
  if (!section.is_text("mounting")) {
    const auto rows = section.optional_numbers("mounting");
    if (!rows) return {};
    std::array<double, 9> matrix{};
    if (rows->size() != matrix.size()) throw section.wrong("mounting", "is not nine numbers, row by row");
    std::copy(rows->begin(), rows->end(), matrix.begin());
    const auto mounting = Mounting::of_matrix(matrix);
    if (!mounting) throw section.wrong("mounting", mounting.error().detail);
    return *mounting;
  }
  const auto mounting = Mounting::of_axes(section.text("mounting"));
  if (!mounting) throw section.wrong("mounting", mounting.error().detail);
  return *mounting;
}

std::optional<port::IioOptions> read_device(Section& sensors, const std::string& key, double usual_hz) {
  const bool fitted = sensors.has(key);
  auto section = sensors.section(key);
  if (!fitted) return std::nullopt;
  port::IioOptions out;
  out.device = section.text("device");
  out.trigger = section.optional_text("trigger").value_or("");
  out.frequency_hz = section.number("hz", 10, 1000, usual_hz);
  section.finish();
  return out;
}

port::LineOptions read_line(Section& lines, const std::string& key, Switch which) {
  if (!lines.is_section(key)) return {which, lines.text(key), port::Polarity::active_high};
  auto section = lines.section(key);
  port::LineOptions out{which, section.text("line"), port::Polarity::active_high};
  if (const auto active = section.optional_text("active")) {
    if (*active != "high" && *active != "low") throw section.wrong("active", "is not \"high\" or \"low\"");
    if (*active == "low") out.polarity = port::Polarity::active_low;
  }
  section.finish();
  return out;
}

std::vector<port::LineOptions> read_lines(Section lines) {
  std::vector<port::LineOptions> out;
  for (const auto& [key, which] : kLines)
    if (lines.has(key)) out.push_back(read_line(lines, key, which));
  lines.finish();
  return out;
}

std::string read_supply(Section& section, const std::string& key) {
  auto name = section.optional_text(key).value_or("");
  if (name.find('/') != std::string::npos) throw section.wrong(key, "is not the name of a folder in power_supply");
  return name;
}

HardwareSource read_hardware(Section& section) {
  HardwareSource out;
  read_site(section, out);
  auto& options = out.options;
  options.mounting = read_mounting(section);
  options.accelerometer = read_device(section, "accelerometer", 100);
  options.barometer = read_device(section, "barometer", 25);
  options.lines = read_lines(section.section("lines"));
  options.power.mains = read_supply(section, "mains");
  options.power.battery = read_supply(section, "battery");
  if (const auto text = section.optional_text("temperature")) {
    const auto source = port::parse_temperature_source(*text);
    if (!source) throw section.wrong("temperature", source.error().detail);
    options.temperature = *source;
  }
  if (const auto sensors = port::sensors_of(options); !sensors) throw section.wrong("source", sensors.error().detail);
  return out;
}

}  // namespace

SensorSource read_sensors(Section section) {
  constexpr std::string_view kUnix = "unix:";
  const auto source = section.text("source");
  SensorSource out;
  if (source == "hardware")
    out = read_hardware(section);
  else if (source.starts_with(kUnix) && source.size() > kUnix.size())
    out = RowsSource{(section.folder() / source.substr(kUnix.size())).string()};
  else
    throw section.wrong("source", "is not unix:PATH or hardware");
  section.finish();
  return out;
}

void plant(SensorSource& source, Section& testing) {
  const auto root = testing.optional_path("root");
  const auto lines = testing.optional_path("lines");
  auto* hardware = std::get_if<HardwareSource>(&source);
  if (hardware == nullptr) {
    for (const auto* key : {"root", "lines"})
      if (testing.has(key)) throw testing.wrong(key, "goes with sensors.source = \"hardware\" only");
    return;
  }
  if (root) hardware->options.root = *root;
  if (lines) hardware->line_file = *lines;
}

}  // namespace liftguard::monitor
