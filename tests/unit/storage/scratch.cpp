#include "tests/unit/storage/scratch.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "common/storage/hash.hpp"
#include "common/storage/migrations.hpp"

namespace liftguard::testing {

namespace {

constexpr Milliseconds kPatience{60'000};  // several programs wait for the one that makes the template
constexpr storage::Statement kHasDatabase{"test.has_database", "select 1 from pg_database where datname = :1"};

std::string cluster_url() {
  const char* url = std::getenv("LIFTGUARD_TEST_DATABASE");
  const char* engine = std::getenv("LIFTGUARD_TEST_ENGINE");  // set by ctest for the second registration
  if (url != nullptr && *url != 0) return url;
  if (engine != nullptr && std::string_view(engine) == "postgresql")
    throw std::runtime_error("LIFTGUARD_TEST_DATABASE names no cluster: run under deploy/launcher/postgresql.sh run");
  return {};
}

// The same cluster, another database.
std::string url_of(const std::string& database) {
  std::string url = cluster_url();
  const std::size_t authority = url.find("//") + 2;
  const std::size_t slash = url.find('/', authority), query = std::min(url.find('?', authority), url.size());
  if (slash == std::string::npos || slash > query) return url.insert(query, "/" + database);
  return url.replace(slash + 1, query - slash - 1, database);
}

std::unique_ptr<storage::Connection> connect_cluster() {
  return storage::connect_postgresql(cluster_url(), kPatience);
}

void drop(storage::Connection& cluster, const std::string& database) {
  cluster.exec_once(fmt::format("drop database if exists {} with (force)", database));
}

// A migrated database that others are copied from: made once a cluster and schema, by whoever comes first.
std::string ready_template(storage::Connection& cluster) {
  std::string schema;
  for (const auto& migration : schemas::kMigrations) schema += migration.sql;
  const std::string name = "liftguard_template_" + storage::hash_hex(schema).substr(0, 12);
  cluster.exec_once("select pg_advisory_lock(1)");
  const storage::Param params[]{name};
  if (cluster.query(kHasDatabase, params).empty()) {
    const std::string making = name + "_making";
    drop(cluster, making);
    cluster.exec_once("create database " + making);
    storage::migrate(*storage::connect_postgresql(url_of(making), kPatience), schemas::kMigrations);
    cluster.exec_once(fmt::format("alter database {} rename to {}", making, name));
  }
  cluster.exec_once("select pg_advisory_unlock(1)");
  return name;
}

std::string next_name() {
  static std::atomic<int> count{0};
  return fmt::format("liftguard_test_{}_{}", getpid(), ++count);
}

}  // namespace

bool on_postgresql() {
  return !cluster_url().empty();
}

std::unique_ptr<storage::Connection> connect(const std::string& url, Milliseconds busy_timeout) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (url.starts_with(kSqlite)) return storage::connect_sqlite(url.substr(kSqlite.size()), busy_timeout);
  return storage::connect_postgresql(url, busy_timeout);
}

Scratch::Scratch() : folder_(std::filesystem::temp_directory_path()), name_(next_name()) {
  folder_ /= name_;
  std::filesystem::create_directories(folder_);
  if (!on_postgresql()) {
    url_ = "sqlite:" + (folder_ / "test.db").string();
    return;
  }
  const auto cluster = connect_cluster();
  drop(*cluster, name_);
  cluster->exec_once(fmt::format("create database {} template {}", name_, ready_template(*cluster)));
  url_ = url_of(name_);
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
  if (!on_postgresql()) return;
  try {
    const auto cluster = connect_cluster();
    drop(*cluster, name_);
    if (!blank_url_.empty()) drop(*cluster, name_ + "_blank");
  } catch (const std::exception&) {
    // It goes with the cluster.
  }
}

std::string Scratch::path() const {
  if (on_postgresql()) throw std::logic_error("a database in a cluster has no file");
  return folder_ / "test.db";
}

std::unique_ptr<storage::Database> Scratch::open(storage::Options options) const {
  options.schema = storage::Schema::migrate;
  return storage::Database::open(url_, options);
}

const std::string& Scratch::blank_url() {
  if (!on_postgresql()) return url_;
  if (blank_url_.empty()) {
    const auto cluster = connect_cluster();
    const std::string name = name_ + "_blank";
    drop(*cluster, name);
    cluster->exec_once("create database " + name);
    blank_url_ = url_of(name);
  }
  return blank_url_;
}

std::unique_ptr<storage::Connection> Scratch::connect_blank(Milliseconds busy_timeout) {
  return connect(blank_url(), busy_timeout);
}

}  // namespace liftguard::testing
