#include "firmware/port/linux/hardware/temperature.hpp"

#include <array>
#include <utility>

#include "common/base/text.hpp"
#include "firmware/port/linux/iio/asked_device.hpp"
#include "firmware/port/linux/iio/sysfs.hpp"

namespace liftguard::port {
namespace {

using Framework = TemperatureSource::Framework;

constexpr std::array<std::pair<std::string_view, Framework>, 3> kFrameworks{
    {{"hwmon:", Framework::hwmon}, {"thermal:", Framework::thermal}, {"iio:", Framework::iio}}};

// Where such a framework keeps its devices, what names them, and what holds the value in thousandths of a degree.
struct Place {
  const char* folder;
  const char* prefix;
  const char* name_file;
  const char* value_file;
};

std::optional<double> read_place(const std::filesystem::path& root, const Place& place, const std::string& name) {
  for (const auto& device : sysfs::entries(root / place.folder, place.prefix)) {
    const auto own = sysfs::read_text(device / place.name_file);
    if (!own || *own != name) continue;
    if (const auto value = sysfs::read_number(device / place.value_file)) return *value * 1e-3;
  }
  return std::nullopt;
}

std::optional<double> read_iio(const std::filesystem::path& root, const std::string& name) {
  const auto device = iio::find_device(root, name);
  if (!device) return std::nullopt;
  const auto sampler = iio::open_asked(*device, {name, "", 1, {"in_temp"}});
  if (!sampler) return std::nullopt;
  std::optional<double> out;
  const auto done = (*sampler)->read(SteadyTime{}, [&](const iio::Sample& sample) { out = sample.values[0] * 1e-3; });
  return done ? out : std::nullopt;
}

}  // namespace

Result<TemperatureSource> parse_temperature_source(std::string_view text) {
  for (const auto& [prefix, framework] : kFrameworks)
    if (text.starts_with(prefix) && text.size() > prefix.size())
      return TemperatureSource{framework, std::string(text.substr(prefix.size()))};
  return refuse("bad_temperature", "\"" + printable(text, 40) + "\" is not hwmon:NAME, thermal:TYPE or iio:NAME");
}

std::optional<double> read_temperature(const std::filesystem::path& root, const TemperatureSource& source) {
  switch (source.framework) {
    case Framework::hwmon:
      return read_place(root, {"sys/class/hwmon", "hwmon", "name", "temp1_input"}, source.name);
    case Framework::thermal:
      return read_place(root, {"sys/class/thermal", "thermal_zone", "type", "temp"}, source.name);
    case Framework::iio:
      return read_iio(root, source.name);
  }
  return std::nullopt;
}

}  // namespace liftguard::port
