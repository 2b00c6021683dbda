#include "firmware/monitor/config.hpp"

#include <array>
#include <cmath>
#include <fstream>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "common/base/checksum.hpp"
#include "common/base/text.hpp"
#include "common/base/toml_obstacle.hpp"
#include "common/wire/names.hpp"
#include "firmware/monitor/config/settable.hpp"

namespace liftguard::monitor {
namespace {

std::uint16_t read_port(Section& section, const std::string& key) {
  return static_cast<std::uint16_t>(section.whole(key, 1, 65'535, std::nullopt));
}

void read_broker(Section section, Config& out) {
  out.broker = {section.text("host"), read_port(section, "port")};
  const auto alarm_host = section.optional_text("alarm_host");
  if (section.has("alarm_port"))
    out.alarm_broker = BrokerDoor{alarm_host.value_or(out.broker.host), read_port(section, "alarm_port")};
  else if (alarm_host)
    throw section.wrong("alarm_host", "is of no use without alarm_port");
  if (out.alarm_broker == out.broker) throw section.wrong("alarm_port", "is the door that all boxes use");
  out.ca = section.path("ca");
  out.certificate = section.path("certificate");
  out.key = section.path("key");
  read_timing(section, out);
  section.finish();
}

void read_source(Section section, Config& out) {
  out.sensors = read_sensors(std::move(section));
  if (const auto* hardware = std::get_if<HardwareSource>(&out.sensors)) out.parameters = hardware->parameters;
}

void read_identity(Section section, Config& out) {
  out.renew_before = std::chrono::days(section.whole("renew_before_days", 1, 365, 60));
  section.finish();
}

void read_calm(Section section, Config& out) {
  out.calm.speaker = section.optional_path("speaker");
  out.calm.buttons = section.optional_path("buttons");
  if (out.calm.buttons && !out.calm.speaker) throw section.wrong("buttons", "answers nothing without a speaker");
  section.finish();
}

void read_identify(Section section, Config& out) {
  out.identify_light = section.optional_path("light");
  section.finish();
}

void read_boot(Section section, Config& out) {
  out.boot.reset_reason = section.optional_path("reset_reason");
  out.boot.limits.crashes = static_cast<std::uint32_t>(section.whole("crashes", 2, 1000, 3));
  out.boot.limits.within = std::chrono::minutes(section.whole("within_min", 1, 1440, 10));
  out.boot.limits.good_for = std::chrono::minutes(section.whole("good_min", 1, 1440, 30));
  section.finish();
}

void read_update(Section section, Config& out) {
  const auto slots = section.optional_path("slots");
  if (slots) out.update = UpdateConfig{*slots, section.text("board"), section.path("keys")};
  section.finish();
}

std::optional<PlantedHang> read_hang(Section& section) {
  const auto thread = section.optional_text("hang");
  const auto after = section.number("hang_after_s", 0, 3600, 0);
  if (!thread) return std::nullopt;
  if (*thread != "sensing" && *thread != "network" && *thread != "chores")
    throw section.wrong("hang", "is not sensing, network or chores");
  return PlantedHang{*thread, std::chrono::milliseconds(std::llround(after * 1000))};
}

void read_testing(Section section, Config& out) {
  out.confirm_log = section.optional_path("confirm_log");
  plant(out.sensors, section);
  out.hang = read_hang(section);
  const auto crash = section.optional_text("crash");
  if (crash && *crash != "clips") throw section.wrong("crash", "is not clips");
  out.crash_clips = crash.has_value();
  const auto longest = std::chrono::seconds(update::kLeastTrial).count();
  const std::chrono::seconds least_trial(section.whole("least_trial_s", 0, longest, longest));
  if (out.update) out.update->least_trial = least_trial;
  section.finish();
}

// A section more is a reader and a line here. They are read in this order.
using Reader = void (*)(Section section, Config& out);
constexpr std::array<std::pair<const char*, Reader>, 10> kSections{{{"sensors", read_source},
                                                                    {"broker", read_broker},
                                                                    {"engine", read_engine},
                                                                    {"self_test", read_self_test},
                                                                    {"identity", read_identity},
                                                                    {"identify", read_identify},
                                                                    {"calm", read_calm},
                                                                    {"boot", read_boot},
                                                                    {"update", read_update},
                                                                    {"testing", read_testing}}};

Config read(Section top) {
  Config out;
  out.monitor = top.text("monitor");
  if (const auto checked = wire::check_monitor_name(out.monitor); !checked)
    throw top.wrong("monitor", checked.error().detail);
  out.data = top.path("data");
  for (const auto& [name, reader] : kSections) reader(top.section(name), out);
  top.finish();
  return out;
}

std::uint32_t hash_of(std::string text, const Config& config) {
  if (const auto* hardware = std::get_if<HardwareSource>(&config.sensors)) text += hardware->site_text;
  return crc32c({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

}  // namespace

Result<Config> parse_config(const std::string& text, const std::filesystem::path& file) {
  const auto refused = [&](const auto& where, std::string_view why) {
    return refuse("bad_config", fmt::format("{}:{}: {}", file.string(), where, why));
  };
  if (const auto found = find_toml_obstacle(text)) return refused(found->line, found->what);
  try {
    const auto root = toml::parse(text, file.string());
    auto config = read(Section(root, std::filesystem::absolute(file).parent_path()));
    config.hash = hash_of(text, config);
    return config;
  } catch (const toml::parse_error& error) {
    return refused(error.source().begin.line, printable(error.description(), 300));
  } catch (const WrongKey& wrong) {
    return refused(" " + wrong.key, wrong.reason);
  }
}

Result<Config> load_config(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return refuse("bad_config", file.string() + ": cannot be read");
  std::stringstream text;
  text << in.rdbuf();
  return parse_config(text.str(), file);
}

}  // namespace liftguard::monitor
