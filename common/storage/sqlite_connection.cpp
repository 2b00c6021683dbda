// SQLite over its own interface. A write transaction is BEGIN IMMEDIATE: a deferred one would let two writers begin and
// fail one of them at its first write.
#include <fmt/format.h>
#include <sqlite3.h>

#include <string>
#include <unordered_map>
#include <utility>

#include "common/storage/bulk.hpp"
#include "common/storage/bulk_sql.hpp"
#include "common/storage/connection.hpp"
#include "common/storage/sqlite_statement.hpp"

namespace liftguard::storage {

namespace {

constexpr Statement kBeginImmediate{"sqlite.begin_immediate", "begin immediate"};
constexpr Statement kBegin{"sqlite.begin", "begin"};
constexpr Statement kCommit{"sqlite.commit", "commit"};
constexpr Statement kRollback{"sqlite.rollback", "rollback"};
constexpr Statement kDataVersion{"sqlite.data_version", "pragma data_version"};
// SQLite keeps 'now' as whole milliseconds; the julian day is exact to 0.04 ms, hence the rounding.
constexpr Statement kNow{"sqlite.now",
                         "select cast((julianday('now') - 2440587.5) * 86400000.0 + 0.5 as bigint) as now_ms"};
constexpr Statement kHasTable{"sqlite.has_table", "select name from sqlite_master where type = 'table' and name = :1"};

struct Close {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};

std::unique_ptr<sqlite3, Close> open_file(const std::string& path) {
  sqlite3* opened = nullptr;
  // One thread at a time uses a connection, so SQLite need not lock it.
  const int status =
      sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<sqlite3, Close> connection(opened);
  if (status != SQLITE_OK) throw DatabaseError(fmt::format("{}: {}", path, sqlite3_errstr(status)));
  return connection;
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(const std::string& path, Milliseconds busy_timeout) : connection_(open_file(path)) {
    sqlite3_busy_timeout(connection_.get(), static_cast<int>(busy_timeout.count()));
    // FULL syncs the log at every commit: what was committed survives a power cut. The limit bounds the log on disk.
    for (const char* pragma : {"pragma journal_mode = wal", "pragma synchronous = full", "pragma foreign_keys = on",
                               "pragma temp_store = memory", "pragma cache_size = -16000",
                               "pragma journal_size_limit = 67108864", "pragma trusted_schema = off"})
      exec_once(pragma);
  }

  void begin(Access access) override { exec(access == Access::read ? kBegin : kBeginImmediate, {}); }
  void commit() override { exec(kCommit, {}); }

  // A failed write may have rolled itself back already, and then there is nothing else to undo.
  void rollback() noexcept override {
    try {
      if (sqlite3_get_autocommit(connection_.get()) == 0) exec(kRollback, {});
    } catch (const std::exception&) {
      // Closing the connection or the next writer's recovery undoes it.
    }
  }

  Rows query(const Statement& statement, std::span<const Param> params) override {
    return prepared(statement, params.size()).query(params);
  }

  std::int64_t exec(const Statement& statement, std::span<const Param> params) override {
    SqliteStatement& ready = prepared(statement, params.size());
    const sqlite3_int64 before = sqlite3_total_changes64(connection_.get());
    (void)ready.query(params);
    return sqlite3_total_changes64(connection_.get()) - before;
  }

  std::vector<bool> bulk(const BulkTable& table, const BulkRows& rows, BulkWrite write) override {
    std::string& sql = bulk_sql_[table.name];
    if (sql.empty()) sql = bulk_row_sql(table, write);
    SqliteStatement& ready = prepared({table.name, sql}, table.columns.size());
    std::vector<const Value*> values(table.columns.size());
    std::vector<bool> written(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      for (std::size_t column = 0; column < values.size(); ++column) values[column] = &rows.column(column)[row];
      const sqlite3_int64 before = sqlite3_total_changes64(connection_.get());
      ready.exec(values);
      written[row] = sqlite3_total_changes64(connection_.get()) != before;
    }
    return written;
  }

  std::vector<Rows> query_each(const Statement& statement, const BulkRows& params) override {
    SqliteStatement& ready = prepared(statement, params.columns().size());
    std::vector<const Value*> values(params.columns().size());
    std::vector<Rows> found(params.size());
    for (std::size_t row = 0; row < params.size(); ++row) {
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = &params.column(i)[row];
      found[row] = ready.query(values);
    }
    return found;
  }

  void exec_once(std::string_view sql) override { SqliteStatement(connection_.get(), Statement{sql, sql}).exec({}); }

  std::vector<Statement> prepared() const override {
    std::vector<Statement> statements;
    for (const auto& [name, ready] : prepared_) statements.push_back({name, ready->sql()});
    return statements;
  }

  UtcTime utc_now() override { return query(kNow, {}).front().get<UtcTime>(0); }
  std::int64_t data_version() override { return query(kDataVersion, {}).front().get<std::int64_t>(0); }

  bool has_table(std::string_view name) override {
    const Param params[]{name};
    return !query(kHasTable, params).empty();
  }

  bool usable() const override { return true; }

 private:
  SqliteStatement& prepared(const Statement& statement, std::size_t parameters) {
    auto found = prepared_.find(statement.name);
    if (found == prepared_.end())
      found = prepared_.emplace(statement.name, std::make_unique<SqliteStatement>(connection_.get(), statement)).first;
    if (found->second->sql() != statement.sql)
      throw std::logic_error("two statements are called " + std::string(statement.name));
    if (static_cast<std::size_t>(found->second->parameters()) != parameters)
      throw std::logic_error("parameters of " + std::string(statement.name));
    return *found->second;
  }

  // Statements and tables are constants of the program: their names outlive the maps.
  std::unique_ptr<sqlite3, Close> connection_;
  std::unordered_map<std::string_view, std::unique_ptr<SqliteStatement>> prepared_;
  std::unordered_map<std::string_view, std::string> bulk_sql_;
};

}  // namespace

std::unique_ptr<Connection> connect_sqlite(const std::string& path, Milliseconds busy_timeout) {
  return std::make_unique<SqliteConnection>(path, busy_timeout);
}

}  // namespace liftguard::storage
