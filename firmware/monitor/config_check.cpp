#include "firmware/monitor/config_check.hpp"

#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "firmware/port/linux/hardware/file_lines.hpp"
#include "firmware/port/linux/hardware/gpiod_lines.hpp"
#include "firmware/port/linux/iio/sampler.hpp"

namespace liftguard::monitor {
namespace {

namespace fs = std::filesystem;

class Troubles {
 public:
  void add(std::string key, const std::string& what, std::string_view zh, std::string_view en) {
    list_.push_back({std::move(key), fmt::format("{}：{}", what, zh), fmt::format("{}: {}", what, en)});
  }
  [[nodiscard]] std::vector<Trouble> take() { return std::move(list_); }

 private:
  std::vector<Trouble> list_;
};

void look_at_data(const fs::path& data, Troubles& out) {
  std::error_code ignored;
  auto nearest = data;  // the folder, or where it will be made
  while (!fs::exists(nearest, ignored) && nearest.has_parent_path() && nearest != nearest.parent_path())
    nearest = nearest.parent_path();
  if (!fs::is_directory(nearest, ignored) || ::access(nearest.c_str(), W_OK | X_OK) != 0)
    out.add("data", nearest.string(), "不可写入", "cannot be written");
}

void look_at_file(const char* key, const fs::path& file, Troubles& out) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored) || ::access(file.c_str(), R_OK) != 0)
    out.add(key, file.string(), "无法读取", "cannot be read");
}

void look_at_secret(const char* key, const fs::path& file, Troubles& out) {
  look_at_file(key, file, out);
  std::error_code error;
  const auto rights = fs::status(file, error).permissions();
  const auto others = fs::perms::group_all | fs::perms::others_all;
  if (!error && rights != fs::perms::unknown && (rights & others) != fs::perms::none)
    out.add(key, file.string(), "除所有者外不得访问", "is open to others than its owner");
}

void look_at_device(const char* key, const fs::path& root, const std::optional<port::IioOptions>& options,
                    Troubles& out) {
  if (!options) return;
  if (const auto found = port::iio::find_device(root, options->device); !found)
    out.add(key, options->device, "未找到此设备", found.error().detail);
}

void look_at_supply(const char* key, const fs::path& root, const std::string& name, Troubles& out) {
  std::error_code ignored;
  if (!name.empty() && !fs::is_directory(root / "sys/class/power_supply" / name, ignored))
    out.add(key, name, "未找到此电源", "no power supply is named so");
}

void look_at(const HardwareSource& source, Troubles& out) {
  const auto& options = source.options;
  look_at_device("sensors.accelerometer", options.root, options.accelerometer, out);
  look_at_device("sensors.barometer", options.root, options.barometer, out);
  look_at_supply("sensors.mains", options.root, options.power.mains, out);
  look_at_supply("sensors.battery", options.root, options.power.battery, out);
  if (options.temperature && !port::read_temperature(options.root, *options.temperature))
    out.add("sensors.temperature", options.temperature->name, "无法读取温度", "gives no temperature");
  if (options.lines.empty()) return;
  const auto lines = source.line_file.empty() ? port::open_gpiod_lines(options.lines)
                                              : port::open_lines_in(source.line_file)(options.lines);
  if (!lines) out.add("sensors.lines", "GPIO", "无法打开", printable(lines.error().detail, 300));
}

void look_at(const RowsSource&, Troubles&) {}  // whoever gives the rows may come later

std::string_view source_of(const Config& config) {
  return std::holds_alternative<HardwareSource>(config.sensors) ? "hardware" : "trace rows";
}

}  // namespace

std::vector<Trouble> find_troubles(const Config& config) {
  Troubles out;
  look_at_data(config.data, out);
  std::visit([&](const auto& source) { look_at(source, out); }, config.sensors);
  look_at_file("broker.ca", config.ca, out);
  look_at_file("broker.certificate", config.certificate, out);
  look_at_secret("broker.key", config.key, out);
  if (config.identify_light) look_at_file("identify.light", *config.identify_light / "brightness", out);
  return out.take();
}

int check(const Config& config) {
  const auto troubles = find_troubles(config);
  for (const auto& trouble : troubles) fmt::print("{}: {} / {}\n", trouble.key, trouble.zh, printable(trouble.en, 400));
  if (troubles.empty())
    fmt::print("配置正确 / good: {}, {}, {}:{}\n", config.monitor, source_of(config), config.broker_host,
               config.broker_port);
  return troubles.empty() ? 0 : 1;
}

}  // namespace liftguard::monitor
