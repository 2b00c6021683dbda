#include "gateway/config.hpp"

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <numeric>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "common/base/toml_obstacle.hpp"
#include "common/observe/listen.hpp"
#include "common/wire/topics.hpp"

namespace liftguard::gateway {

namespace {

namespace fs = std::filesystem;

// Collects what it reads; the first thing that is wrong is kept and makes everything after it moot.
class Reader {
 public:
  Reader(const toml::table& table, fs::path file) : table_(table), file_(std::move(file)) {}

  std::string text(std::string_view key) {
    const auto value = table_.at_path(key).value<std::string>();
    if (!value || value->empty()) complain(key, "a text is needed");
    return value.value_or("");
  }

  std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most, std::optional<std::int64_t> usual) {
    const auto node = table_.at_path(key);
    if (!node && usual) return *usual;
    const auto value = node.value_exact<std::int64_t>();
    if (value && *value >= least && *value <= most) return *value;
    complain(key, fmt::format("a whole number from {} to {} is needed", least, most));
    return least;
  }

  // A readable file, absolute.
  std::string file(std::string_view key) {
    const std::string name = text(key);
    const fs::path path = resolve(name);
    if (!name.empty() && !std::ifstream(path)) complain(key, path.string() + " cannot be read");
    return path.string();
  }

  [[nodiscard]] bool has(std::string_view key) const { return static_cast<bool>(table_.at_path(key)); }

  fs::path resolve(const fs::path& path) const { return fs::absolute(file_).parent_path() / path; }

  void only(std::string_view section, std::initializer_list<std::string_view> allowed) {
    const auto* keys = section.empty() ? &table_ : table_[section].as_table();
    if (!keys) return complain(section, "a section is needed");
    for (const auto& [key, value] : *keys)
      if (std::find(allowed.begin(), allowed.end(), key.str()) == allowed.end())
        complain(section.empty() ? std::string(key.str()) : fmt::format("{}.{}", section, key.str()), "unknown");
  }

  void complain(std::string_view key, const std::string& reason) {
    if (!complaint_) complaint_ = fmt::format("{}: {}: {}", file_.string(), key, reason);
  }

  [[nodiscard]] const toml::table& table() const { return table_; }
  [[nodiscard]] const std::optional<std::string>& complaint() const { return complaint_; }

 private:
  const toml::table& table_;
  fs::path file_;
  std::optional<std::string> complaint_;
};

void read_database(Reader& reader, Config& config) {
  constexpr std::string_view kSqlite = "sqlite:";
  const std::string url = reader.text("database.url");
  config.database_url = url;
  if (reader.has("database.files")) config.files = reader.resolve(reader.text("database.files"));
  config.reserve_bytes = static_cast<std::uint64_t>(reader.number("database.reserve_mib", 0, 1 << 20, std::int64_t{64}))
                         << 20;
  if (url.starts_with("postgresql://")) {
    if (config.files.empty()) reader.complain("database.files", "a folder is needed beside a PostgreSQL database");
    return;
  }
  if (!url.starts_with(kSqlite) || url.size() == kSqlite.size())
    return reader.complain("database.url", "\"sqlite:PATH\" or \"postgresql://...\" is needed");
  const fs::path path = reader.resolve(url.substr(kSqlite.size()));
  config.database_url = std::string(kSqlite) + path.string();
  if (config.files.empty()) config.files = path.parent_path();
}

BrokerAccess read_broker(Reader& reader, const std::string& section, const mqtt::Tls& usual) {
  BrokerAccess broker;
  const std::string host = reader.text(section + ".host");
  broker.uri = fmt::format("ssl://{}:{}", host, reader.number(section + ".port", 1, 65'535, std::nullopt));
  const auto file = [&](const std::string& key, const std::string& otherwise) {
    return reader.has(section + key) || otherwise.empty() ? reader.file(section + key) : otherwise;
  };
  broker.tls = {file(".ca", usual.ca), file(".certificate", usual.certificate), file(".key", usual.key)};
  return broker;
}

std::vector<std::uint8_t> read_slots(Reader& reader) {
  std::vector<std::uint8_t> slots;
  const auto node = reader.table().at_path("gateway.slots");
  if (!node) {
    slots.resize(wire::kSlots);
    std::iota(slots.begin(), slots.end(), std::uint8_t{0});
    return slots;
  }
  const auto* array = node.as_array();
  if (!array || array->empty()) reader.complain("gateway.slots", "a list of numbers from 0 to 63 is needed");
  for (std::size_t i = 0; array && i < array->size(); ++i) {
    const auto slot = (*array)[i].value_exact<std::int64_t>();
    if (!slot || *slot < 0 || *slot >= wire::kSlots)
      reader.complain("gateway.slots", "a list of numbers from 0 to 63 is needed");
    else if (std::find(slots.begin(), slots.end(), *slot) != slots.end())
      reader.complain("gateway.slots", fmt::format("{} stands there twice", *slot));
    else
      slots.push_back(static_cast<std::uint8_t>(*slot));
  }
  return slots;
}

std::string read_address(Reader& reader, std::string_view key) {
  std::string address = reader.text(key);
  if (!address.starts_with("http://") && !address.starts_with("https://"))
    reader.complain(key, "an address that begins with http:// or https:// is needed");
  return address;
}

void read_sms(Reader& reader, Config& config) {
  config.sms.url = read_address(reader, "sms.url");
  if (reader.table().at_path("sms.voice_url")) config.sms.voice_url = read_address(reader, "sms.voice_url");
  if (reader.table().at_path("sms.reports_url")) config.sms.reports_url = read_address(reader, "sms.reports_url");
  config.sms.timeout = Milliseconds{reader.number("sms.timeout_ms", 100, 60'000, config.sms.timeout.count())};
  auto& rule = config.back_off;
  rule.tries = static_cast<int>(reader.number("sms.tries", 1, 1'000, rule.tries));
  rule.first = Milliseconds{reader.number("sms.first_retry_ms", 10, 60'000, rule.first.count())};
  rule.longest =
      Milliseconds{reader.number("sms.longest_retry_ms", rule.first.count(), 3'600'000, rule.longest.count())};
}

void read_observe(Reader& reader, Config& config) {
  const auto options = observe::parse_listen(reader.text("observe.listen"));
  if (options)
    config.observe = *options;
  else
    reader.complain("observe.listen", options.error().detail);
}

void read_heartbeat(Reader& reader, Config& config) {
  auto& heartbeat = config.heartbeat;
  if (reader.has("heartbeat.file")) heartbeat.file = reader.resolve(reader.text("heartbeat.file"));
  if (reader.has("heartbeat.url")) heartbeat.url = read_address(reader, "heartbeat.url");
  heartbeat.every = Milliseconds{reader.number("heartbeat.every_ms", 1'000, 600'000, heartbeat.every.count())};
  config.stuck_after =
      Milliseconds{reader.number("heartbeat.stuck_after_ms", 1'000, 60'000, config.stuck_after.count())};
}

void read_retention(Reader& reader, Config& config) {
  const auto days = [&](const std::string& key, std::chrono::hours usual) {
    return std::chrono::days{reader.number("retention." + key, 1, 3'650, usual / std::chrono::days{1})};
  };
  const auto mib = [&](const std::string& key, std::int64_t least, std::uint64_t usual) {
    return static_cast<std::uint64_t>(
               reader.number("retention." + key, least, 1 << 20, static_cast<std::int64_t>(usual >> 20)))
           << 20;
  };
  Retention& keep = config.retention;
  keep.events = days("events_days", keep.events);
  keep.test_orders = days("test_orders_days", keep.test_orders);
  keep.dead_letters = days("dead_letters_days", keep.dead_letters);
  keep.rides = days("rides_days", keep.rides);
  keep.changes = days("changes_days", keep.changes);
  keep.news = keep.changes;
  config.raw.keep = days("raw_days", std::chrono::duration_cast<std::chrono::hours>(config.raw.keep));
  config.raw.file_bytes = mib("raw_file_mib", 1, config.raw.file_bytes);
  config.raw.total_bytes =
      mib("raw_mib", 2 * static_cast<std::int64_t>(config.raw.file_bytes >> 20), config.raw.total_bytes);
}

void read_limits(Reader& reader, Config& config) {
  RateLimits& rates = config.rates;
  const auto rate = [&](std::string_view key, double usual, double unit) {
    return unit * static_cast<double>(reader.number(key, 1, 100'000, static_cast<std::int64_t>(usual / unit)));
  };
  rates.messages_per_second = rate("limits.messages_per_s", rates.messages_per_second, 1);
  rates.bytes_per_second = rate("limits.kib_per_s", rates.bytes_per_second, 1024);
  rates.alarms_per_second = rate("limits.alarms_per_s", rates.alarms_per_second, 1);
}

}  // namespace

Result<Config> parse_config(const std::string& text, const fs::path& file) {
  const auto bad_line = [&](std::uint32_t line, std::string_view why) {
    return refuse("config", fmt::format("{}: line {}: {}", file.string(), line, why));
  };
  if (const auto found = find_toml_obstacle(text)) return bad_line(found->line, found->what);
  toml::table table;
  try {
    table = toml::parse(std::string_view(text));
  } catch (const toml::parse_error& e) {
    return bad_line(e.source().begin.line, e.description());
  }
  Reader reader(table, file);
  reader.only("", {"database", "broker", "alarm_broker", "sms", "gateway", "retention", "limits", "firmware", "observe",
                   "heartbeat"});
  reader.only("database", {"url", "files", "reserve_mib"});
  reader.only("broker", {"host", "port", "ca", "certificate", "key", "crl"});
  reader.only("sms", {"url", "voice_url", "reports_url", "timeout_ms", "tries", "first_retry_ms", "longest_retry_ms"});
  if (table.contains("alarm_broker")) reader.only("alarm_broker", {"host", "port", "ca", "certificate", "key", "crl"});
  if (table.contains("gateway")) reader.only("gateway", {"slots"});
  if (table.contains("firmware")) reader.only("firmware", {"keys"});
  if (table.contains("observe")) reader.only("observe", {"listen"});
  if (table.contains("heartbeat")) reader.only("heartbeat", {"file", "url", "every_ms", "stuck_after_ms"});

  if (table.contains("retention"))
    reader.only("retention", {"events_days", "test_orders_days", "dead_letters_days", "rides_days", "changes_days",
                              "raw_days", "raw_mib", "raw_file_mib"});
  if (table.contains("limits")) reader.only("limits", {"messages_per_s", "kib_per_s", "alarms_per_s"});

  Config config;
  read_database(reader, config);
  config.broker = read_broker(reader, "broker", {});
  if (table.contains("alarm_broker")) config.alarm_broker = read_broker(reader, "alarm_broker", config.broker.tls);
  if (reader.has("broker.crl")) config.broker_list = reader.resolve(reader.text("broker.crl"));
  if (reader.has("alarm_broker.crl")) config.alarm_broker_list = reader.resolve(reader.text("alarm_broker.crl"));
  read_sms(reader, config);
  config.slots = read_slots(reader);
  read_retention(reader, config);
  read_limits(reader, config);
  if (table.contains("firmware")) config.maker_keys = reader.file("firmware.keys");
  if (table.contains("observe")) read_observe(reader, config);
  if (table.contains("heartbeat")) read_heartbeat(reader, config);
  if (reader.complaint()) return refuse("config", *reader.complaint());
  return config;
}

Result<Config> read_config(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return refuse("config", fmt::format("{}: cannot be read", file.string()));
  return parse_config({std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}, file);
}

}  // namespace liftguard::gateway
