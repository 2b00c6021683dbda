// Every released schema goes directly to the newest, whatever happens on the way, and is then the one that a fresh
// database has (fault row B15).
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <deque>
#include <thread>

#include "common/storage/bulk.hpp"
#include "common/storage/migrations.hpp"
#include "tests/unit/storage/schema_dump.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::storage;
using liftguard::testing::columns_of;
using liftguard::testing::connect;
using liftguard::testing::put_a_row_everywhere;
using liftguard::testing::schema_of;
using liftguard::testing::Scratch;
using liftguard::testing::tables_of;

namespace {

constexpr std::span<const schemas::Migration> kAll{schemas::kMigrations};
constexpr Milliseconds kPatience{20'000};
constexpr Statement kCountApplied{"test.count_applied", "select count(*) from schema_migrations"};

std::vector<std::string> fresh_schema() {
  Scratch scratch;
  const auto connection = scratch.connect_blank(kPatience);
  migrate(*connection, kAll);
  return schema_of(*connection);
}

std::int64_t rows_in(Connection& connection, const std::string& table) {
  static std::deque<std::string> texts;  // statements outlive connections
  const std::string& name = texts.emplace_back("test.count_" + table);
  const std::string& sql = texts.emplace_back("select count(*) from " + table);
  return connection.query({name, sql}, {}).front().get<std::int64_t>(0);
}

// A connection whose process is killed before its nth statement of a script.
class Doomed final : public Connection {
 public:
  Doomed(std::unique_ptr<Connection> inner, std::size_t after) : inner_(std::move(inner)), left_(after) {}

  void begin(Access access) override { inner_->begin(access); }
  void commit() override { inner_->commit(); }
  void rollback() noexcept override { inner_->rollback(); }
  Rows query(const Statement& statement, std::span<const Param> params) override {
    return inner_->query(statement, params);
  }
  std::int64_t exec(const Statement& statement, std::span<const Param> params) override {
    die_in_time();
    return inner_->exec(statement, params);
  }
  std::vector<bool> bulk(const BulkTable& table, const BulkRows& rows, BulkWrite write) override {
    return inner_->bulk(table, rows, write);
  }
  std::vector<Rows> query_each(const Statement& statement, const BulkRows& params) override {
    return inner_->query_each(statement, params);
  }
  void exec_once(std::string_view sql) override {
    die_in_time();
    inner_->exec_once(sql);
  }
  [[nodiscard]] std::vector<Statement> prepared() const override { return inner_->prepared(); }
  UtcTime utc_now() override { return inner_->utc_now(); }
  std::int64_t data_version() override { return inner_->data_version(); }
  bool has_table(std::string_view name) override { return inner_->has_table(name); }
  [[nodiscard]] bool usable() const override { return inner_->usable(); }

 private:
  void die_in_time() {
    if (left_-- == 0) kill(getpid(), SIGKILL);
  }

  std::unique_ptr<Connection> inner_;
  std::size_t left_;
};

// Whether the process was killed before the migrator was done.
bool killed_after(const std::string& url, std::span<const schemas::Migration> known, std::size_t statements) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      Doomed connection(connect(url, kPatience), statements);
      migrate(connection, known);
      _exit(0);
    } catch (...) {
      _exit(1);
    }
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
  return WIFSIGNALED(status);
}

}  // namespace

TEST_CASE("every released schema with rows in it is upgraded directly to the newest and equals a fresh one") {
  const auto expected = fresh_schema();
  for (std::size_t version = 1; version <= kAll.size(); ++version) {
    CAPTURE(kAll[version - 1].name);
    Scratch scratch;
    const auto connection = scratch.connect_blank(kPatience);
    for (std::size_t i = 1; i <= version; ++i) {
      migrate(*connection, kAll.first(i));
      put_a_row_everywhere(*connection);
    }
    const auto tables = tables_of(*connection);
    migrate(*connection, kAll);
    CHECK(schema_of(*connection) == expected);
    CHECK_NOTHROW(require_schema(*connection, kAll));
    for (const std::string& table : tables) {
      CAPTURE(table);
      CHECK(rows_in(*connection, table) > 0);
    }
  }
}

TEST_CASE("B15: a migrator killed before any statement of any migration leaves the schema before it, and runs again") {
  const auto expected = fresh_schema();
  Scratch scratch;
  const auto connection = scratch.connect_blank(kPatience);
  const std::string url = scratch.blank_url();
  for (std::size_t version = 1; version <= kAll.size(); ++version) {
    CAPTURE(kAll[version - 1].name);
    const auto before = schema_of(*connection);
    const std::size_t statements = split_statements(kAll[version - 1].sql).size();
    // The first creates the table of migrations, the last of all notes that this one is done.
    for (std::size_t after = 1; after <= statements + 1; ++after) {
      CAPTURE(after);
      REQUIRE(killed_after(url, kAll.first(version), after));
      if (version > 1) {
        REQUIRE(connection->query(kCountApplied, {}).front().get<std::size_t>(0) == version - 1);
        REQUIRE(schema_of(*connection) == before);
      }
    }
    REQUIRE_FALSE(killed_after(url, kAll.first(version), 1'000'000));
  }
  CHECK(schema_of(*connection) == expected);
}

TEST_CASE("several migrators at once: each migration is applied once, all of them end well") {
  Scratch scratch;
  const std::string url = scratch.blank_url();
  std::atomic<int> done{0};
  {
    std::vector<std::jthread> migrators;
    for (int i = 0; i < 4; ++i)
      migrators.emplace_back([&] {
        migrate(*connect(url, kPatience), kAll);
        ++done;
      });
  }
  CHECK(done == 4);
  const auto connection = connect(url, kPatience);
  CHECK(schema_of(*connection) == fresh_schema());
  CHECK(connection->query(kCountApplied, {}).front().get<std::size_t>(0) == kAll.size());
}

TEST_CASE("both engines have the same tables and columns, of the three types that the house uses", "[postgresql]") {
  Scratch scratch;
  const auto ours = scratch.connect_blank(kPatience);
  const auto sqlite = connect_sqlite(scratch.folder() / "other.db", kPatience);
  for (Connection* connection : {ours.get(), sqlite.get()}) migrate(*connection, kAll);
  const auto columns = columns_of(*ours);
  CHECK(columns == columns_of(*sqlite));
  CHECK(columns.size() > 300);
  for (const std::string& column : columns) {
    CAPTURE(column);
    CHECK((column.find(" bigint ") != std::string::npos || column.find(" text ") != std::string::npos ||
           column.find(" double precision ") != std::string::npos));
  }
}
