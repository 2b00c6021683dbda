#include "platform/app/config.hpp"

#include "common/observe/listen.hpp"
#include "platform/app/toml_table.hpp"

namespace liftguard::app {

namespace {

const toml::table kNothing;

TomlTable part(TomlTable& root, std::string_view key) {
  auto found = root.table(key);
  return found ? std::move(*found) : TomlTable(kNothing, std::string(key));
}

std::filesystem::path beside(const std::filesystem::path& file, const std::string& path) {
  return path.empty() ? std::filesystem::path{} : file.parent_path() / path;
}

std::string resolved_url(const std::filesystem::path& file, const std::string& url) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (!url.starts_with(kSqlite)) return url;
  return std::string(kSqlite) + beside(file, url.substr(kSqlite.size())).string();
}

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1" || address == "localhost";
}

void read_http(TomlTable table, Config& config) {
  http::ServerOptions& options = config.http;
  options.address = table.text("address", options.address);
  options.port = static_cast<std::uint16_t>(table.integer("port", 0, 65535, 8080));
  options.io_threads = static_cast<unsigned>(table.integer("io_threads", 1, 64, options.io_threads));
  options.database_threads = static_cast<unsigned>(table.integer("database_threads", 1, 64, options.database_threads));
  if (table.truth("behind_proxy", false)) options.client_address = http::ClientAddress::last_forwarded_for;
  if (table.truth("plain_http", false)) {
    if (!is_loopback(options.address)) table.refuse("plain_http", "is for a loopback address only");
    options.transport = http::Transport::loopback_http;
  }
  config.origin = table.text("origin", "");
  table.finish();
}

void read_accounts(TomlTable table, accounts::Policy& policy) {
  constexpr std::int64_t kLongest = 30LL * 24 * 3600;
  const auto profile = accounts::password_policy_named(table.text("password_profile", "manual"));
  if (!profile) table.refuse("password_profile", "must be \"manual\" or \"strict\"");
  policy.password = *profile;
  policy.session.idle = std::chrono::seconds{table.integer("session_idle_s", 1, kLongest, 12 * 3600)};
  policy.session.absolute = std::chrono::seconds{table.integer("session_absolute_s", 1, kLongest, 24 * 3600)};
  table.finish();
}

void read_observe(TomlTable table, Config& config) {
  const std::string listen = table.text("listen", "");
  if (!listen.empty()) {
    const auto options = observe::parse_listen(listen);
    if (!options) table.refuse("listen", options.error().detail);
    config.observe = *options;
  }
  table.finish();
}

Config read(const std::filesystem::path& file) {
  const toml::table document = read_toml(file.string());
  TomlTable root(document, file.string());
  Config config;
  config.data = beside(file, root.text("data", "."));
  TomlTable database = part(root, "database");
  config.database_url = resolved_url(file, database.text("url"));
  database.finish();
  read_http(part(root, "http"), config);
  TomlTable web = part(root, "web");
  config.dist = beside(file, web.text("dist", ""));
  web.finish();
  read_accounts(part(root, "accounts"), config.policy);
  read_observe(part(root, "observe"), config);
  root.finish();
  return config;
}

}  // namespace

Result<Config> read_config(const std::filesystem::path& file) {
  try {
    return read(file);
  } catch (const BadToml& e) {
    return refuse("bad_config", e.what());
  }
}

}  // namespace liftguard::app
