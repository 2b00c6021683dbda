#include "tests/unit/storage/scratch.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <sqlite3.h>
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

std::string sqlite_text(const std::string& path, const std::string& select) {
  sqlite3* opened = nullptr;
  const int status = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> connection(opened, sqlite3_close);
  if (status != SQLITE_OK) throw std::runtime_error(path + ": " + sqlite3_errstr(status));
  sqlite3_busy_timeout(opened, 5'000);
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(opened, select.c_str(), -1, &prepared, nullptr) != SQLITE_OK)
    throw std::runtime_error(select + ": " + sqlite3_errmsg(opened));
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(prepared, sqlite3_finalize);
  if (sqlite3_step(prepared) != SQLITE_ROW) return {};
  const auto* text = sqlite3_column_text(prepared, 0);
  return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

std::string postgresql_text(const std::string& url, const std::string& select) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> session(PQconnectdb(url.c_str()), PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(session.get(), select.c_str()), PQclear);
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK)
    throw std::runtime_error(select + ": " + PQerrorMessage(session.get()));
  return PQntuples(result.get()) == 0 ? std::string() : PQgetvalue(result.get(), 0, 0);
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

std::string Scratch::text(const std::string& select) const {
  return on_postgresql() ? postgresql_text(url_, select) : sqlite_text(path(), select);
}

std::int64_t Scratch::count(const std::string& table_and_condition) const {
  return std::stoll(text("select count(*) from " + table_and_condition));
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
