#include "firmware/monitor/config_check.hpp"

#include <fcntl.h>
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

// What the box writes to and is not its own.
void look_at_written(const char* key, const fs::path& file, Troubles& out) {
  if (::faccessat(AT_FDCWD, file.c_str(), W_OK, AT_EACCESS) != 0)
    out.add(key, file.string(), "不可写入", "cannot be written");
}

// A speaker that is no file yet is made one.
void look_at_speaker(const fs::path& speaker, Troubles& out) {
  std::error_code ignored;
  look_at_written("calm.speaker", fs::exists(speaker, ignored) ? speaker : fs::absolute(speaker).parent_path(), out);
}

void look_at_buttons(const fs::path& buttons, Troubles& out) {
  std::error_code ignored;
  if (!fs::exists(buttons, ignored)) return;  // the board's program makes it with the first press
  if (!fs::is_regular_file(buttons, ignored))
    out.add("calm.buttons", buttons.string(), "不是普通文件", "is not a regular file");
  else
    look_at_file("calm.buttons", buttons, out);
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
  const auto open =
      source.line_file.empty() ? port::OpenLine(port::open_gpiod_line) : port::open_line_in(source.line_file);
  for (const auto& line : options.lines)
    if (const auto opened = open(line); !opened)
      out.add("sensors.lines", line.line, "无法打开", printable(opened.error().detail, 300));
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
  if (config.identify_light) look_at_written("identify.light", *config.identify_light / "brightness", out);
  if (config.calm.speaker) look_at_speaker(*config.calm.speaker, out);
  if (config.calm.buttons) look_at_buttons(*config.calm.buttons, out);
  return out.take();
}

int check(const Config& config) {
  const auto troubles = find_troubles(config);
  for (const auto& trouble : troubles) fmt::print("{}: {} / {}\n", trouble.key, trouble.zh, printable(trouble.en, 400));
  if (troubles.empty())
    fmt::print("配置正确 / good: {}, {}, {}:{}\n", config.monitor, source_of(config), config.broker.host,
               config.broker.port);
  return troubles.empty() ? 0 : 1;
}

}  // namespace liftguard::monitor
