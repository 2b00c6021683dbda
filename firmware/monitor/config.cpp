#include "firmware/monitor/config.hpp"

#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "common/base/checksum.hpp"
#include "common/wire/topics.hpp"
#include "firmware/monitor/self_test_plan.hpp"

namespace liftguard::monitor {
namespace {

struct Wrong {
  std::string key;
  std::string reason;
};

// One table of the file. Every key that is read is crossed off; what is left at the end is unknown.
class Section {
 public:
  Section(const toml::table& table, std::string name) : table_(table), name_(std::move(name)) {}

  std::string text(const std::string& key) {
    const auto value = read<std::string>(key, "a text");
    if (!value) throw Wrong{full(key), "is missing"};
    if (value->empty()) throw Wrong{full(key), "is empty"};
    return *value;
  }
  std::optional<std::string> optional_text(const std::string& key) { return read<std::string>(key, "a text"); }

  std::int64_t whole(const std::string& key, std::int64_t lowest, std::int64_t highest,
                     std::optional<std::int64_t> otherwise) {
    const auto value = read<std::int64_t>(key, "a whole number");
    if (!value && !otherwise) throw Wrong{full(key), "is missing"};
    const auto number = value.value_or(otherwise.value_or(0));
    if (number < lowest || number > highest) throw Wrong{full(key), fmt::format("is not {} to {}", lowest, highest)};
    return number;
  }

  void finish() const {
    for (const auto& [key, value] : table_)
      if (!read_.contains(std::string(key.str()))) throw Wrong{full(std::string(key.str())), "is not known"};
  }
  void mark_read(const std::string& key) { read_.insert(key); }
  [[nodiscard]] const toml::table& table() const { return table_; }
  [[nodiscard]] std::string full(const std::string& key) const { return name_.empty() ? key : name_ + "." + key; }

 private:
  template <class Value>
  std::optional<Value> read(const std::string& key, const char* what) {
    read_.insert(key);
    const auto node = table_[key];
    if (!node) return std::nullopt;
    const auto value = node.value_exact<Value>();
    if (!value) throw Wrong{full(key), fmt::format("is not {}", what)};
    return value;
  }

  const toml::table& table_;
  std::string name_;
  std::set<std::string> read_;
};

const toml::table& table_of(const toml::table& root, const std::string& key) {
  static const toml::table kEmpty;
  const auto node = root[key];
  if (!node) return kEmpty;
  if (const auto* table = node.as_table()) return *table;
  throw Wrong{key, "is not a section"};
}

void read_parameters(const toml::table& table, engine::Parameters& parameters) {
  for (const auto& [key, node] : table) {
    const auto name = "engine." + std::string(key.str());
    const auto* facts = engine::find_parameter(key.str());
    if (facts == nullptr) throw Wrong{name, "is not known"};
    const auto value = node.value<double>();
    if (!value || !engine::in_range(*facts, static_cast<float>(*value)))
      throw Wrong{name, fmt::format("is not a number from {} to {}", facts->lowest, facts->highest)};
    parameters.*(facts->field) = static_cast<float>(*value);
  }
}

std::string socket_of(const std::string& source, const std::filesystem::path& folder) {
  constexpr std::string_view kUnix = "unix:";
  if (!source.starts_with(kUnix) || source.size() == kUnix.size()) throw Wrong{"sensors.source", "is not unix:PATH"};
  return (folder / source.substr(kUnix.size())).string();
}

BootConfig read_boot(Section section, const std::filesystem::path& folder) {
  BootConfig out;
  if (const auto file = section.optional_text("reset_reason")) out.reset_reason = folder / *file;
  out.limits.crashes = static_cast<std::uint32_t>(section.whole("crashes", 2, 10, 3));
  out.limits.within = std::chrono::minutes(section.whole("within_min", 1, 1440, 10));
  out.limits.good_for = std::chrono::minutes(section.whole("good_min", 1, 1440, 30));
  section.finish();
  return out;
}

Config read(const toml::table& root, const std::filesystem::path& folder) {
  Config out;
  Section top(root, "");
  out.monitor = top.text("monitor");
  if (!wire::is_monitor_name(out.monitor)) throw Wrong{"monitor", "is not 1 to 32 letters, digits and hyphens"};
  out.data = folder / top.text("data");
  for (const auto* section : {"sensors", "broker", "engine", "self_test", "boot", "testing"}) top.mark_read(section);
  top.finish();

  Section sensors(table_of(root, "sensors"), "sensors");
  out.sensor_socket = socket_of(sensors.text("source"), folder);
  sensors.finish();

  Section broker(table_of(root, "broker"), "broker");
  out.broker_host = broker.text("host");
  out.broker_port = static_cast<std::uint16_t>(broker.whole("port", 1, 65'535, std::nullopt));
  out.ca = folder / broker.text("ca");
  out.certificate = folder / broker.text("certificate");
  out.key = folder / broker.text("key");
  out.keep_alive = std::chrono::seconds(broker.whole("keep_alive_s", 5, 600, 30));
  out.heartbeat = std::chrono::seconds(broker.whole("heartbeat_s", 1, 600, 20));
  broker.finish();

  read_parameters(table_of(root, "engine"), out.parameters);

  Section self_test(table_of(root, "self_test"), "self_test");
  out.self_test_every = std::chrono::hours(self_test.whole("every_h", 1, SelfTestPlan::kLongest.count(), 24));
  self_test.finish();

  out.boot = read_boot(Section(table_of(root, "boot"), "boot"), folder);

  Section testing(table_of(root, "testing"), "testing");
  if (const auto log = testing.optional_text("confirm_log")) out.confirm_log = folder / *log;
  testing.finish();
  return out;
}

}  // namespace

Result<Config> parse_config(const std::string& text, const std::filesystem::path& file) {
  try {
    auto config = read(toml::parse(text, file.string()), std::filesystem::absolute(file).parent_path());
    config.hash = crc32c({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    return config;
  } catch (const toml::parse_error& error) {
    return refuse("bad_config",
                  fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()));
  } catch (const Wrong& wrong) {
    return refuse("bad_config", fmt::format("{}: {}: {}", file.string(), wrong.key, wrong.reason));
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
