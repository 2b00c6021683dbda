#include "firmware/monitor/settings/settings.hpp"

#include <fstream>
#include <sstream>
#include <system_error>

#include <spdlog/spdlog.h>

#include "common/base/durable_file.hpp"
#include "firmware/monitor/config/settable.hpp"

namespace liftguard::monitor {
namespace {

SettingsRecord read_record(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return {};
  std::stringstream bytes;
  bytes << in.rdbuf();
  if (auto record = decode_settings(bytes.str())) return std::move(*record);
  spdlog::error("{} is damaged: the settings of the configuration file count", file.string());
  return refused({}, 0, "设置文件损坏 the settings' file was damaged");
}

}  // namespace

Settings::Settings(std::filesystem::path file, Config own, const SteadyClock& clock)
    : file_(std::move(file)), own_(std::move(own)), clock_(clock), record_(read_record(file_)) {}

Config Settings::begin() {
  const std::lock_guard lock(mutex_);
  if (record_.trial) keep_if_possible(started(record_));
  auto config = with_settings(own_, record_.current.toml);
  if (!config && record_.trial) {
    keep_if_possible(rolled_back(record_, config.error().detail));
    config = with_settings(own_, record_.current.toml);
  }
  if (!config) {
    keep_if_possible(given_up(record_, config.error().detail));
    config = own_;
  }
  begun_ = clock_.now();
  used_ = record_.current.toml;
  reached_ = false;
  return std::move(*config);
}

Config Settings::begin_without() {
  const std::lock_guard lock(mutex_);
  if (record_.trial) keep_if_possible(rolled_back(record_, "程序多次崩溃 the program crashed again and again"));
  used_ = record_.current.toml;
  return own_;
}

Answer Settings::offer(const wire::Configure& configure, std::uint64_t command) {
  const std::lock_guard lock(mutex_);
  if (const auto config = with_settings(own_, configure.toml); !config) {
    keep_if_possible(refused(record_, command, config.error().detail));
    return {wire::CommandOutcome::refused, config.error().detail};
  }
  keep(offered(record_, {configure.toml, command}));
  return {};
}

std::optional<Answer> Settings::outcome(std::uint64_t command) const {
  const std::lock_guard lock(mutex_);
  if (record_.current.command == command) return Answer{};
  if (record_.refused == command) return Answer{wire::CommandOutcome::refused, record_.reason};
  return std::nullopt;
}

void Settings::reached() {
  const std::lock_guard lock(mutex_);
  reached_ = true;
}

bool Settings::step() {
  const std::lock_guard lock(mutex_);
  if (!record_.trial || record_.current.toml != used_) return false;
  if (reached_) {
    keep(liftguard::monitor::reached(record_));
    spdlog::info("settings of command {} are kept", record_.current.command);
    return true;
  }
  if (clock_.now() - begun_ < kTrial) return false;
  keep(rolled_back(record_, "十分钟内未连上网关 the gateway was not reached within ten minutes"));
  spdlog::error("settings of command {} are taken back: {}", record_.refused, record_.reason);
  return true;
}

bool Settings::wants_restart() const {
  const std::lock_guard lock(mutex_);
  return record_.current.toml != used_;
}

wire::ConfigState Settings::state() const {
  const std::lock_guard lock(mutex_);
  return told(record_);
}

void Settings::keep(SettingsRecord record) {
  replace_file(file_, encode(record));
  record_ = std::move(record);
}

void Settings::keep_if_possible(SettingsRecord record) {
  try {
    replace_file(file_, encode(record));
  } catch (const std::system_error& error) {
    spdlog::error("settings: {}", error.what());
  }
  record_ = std::move(record);
}

}  // namespace liftguard::monitor
