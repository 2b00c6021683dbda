// SQLite through SOCI. What SOCI would get wrong is put right here, and only here:
// - its begin() is deferred: two writers would meet at the first write and one would fail; we say BEGIN IMMEDIATE;
// - a prepared SELECT that was not read to its end keeps its snapshot: we always read to the end;
// - a parameter's type is fixed when it is bound: a statement is prepared again when a call brings another type;
// - a column without a declared type (an expression) comes as text: Row turns it into a number where one is asked for;
// - its header wraps <sqlite3.h> in a namespace: no other file may include either.
#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <deque>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "common/storage/connection.hpp"

namespace liftguard::storage {

namespace {

constexpr int kSqliteBusy = 5, kSqliteLocked = 6, kSqliteConstraint = 19;

constexpr Statement kBeginImmediate{"sqlite.begin_immediate", "begin immediate"};
constexpr Statement kBegin{"sqlite.begin", "begin"};
constexpr Statement kCommit{"sqlite.commit", "commit"};
constexpr Statement kRollback{"sqlite.rollback", "rollback"};
constexpr Statement kDataVersion{"sqlite.data_version", "pragma data_version"};
// SQLite keeps 'now' as whole milliseconds; the julian day is exact to 0.04 ms, hence the rounding.
constexpr Statement kNow{"sqlite.now",
                         "select cast((julianday('now') - 2440587.5) * 86400000.0 + 0.5 as bigint) as now_ms"};
constexpr Statement kHasTable{"sqlite.has_table", "select name from sqlite_master where type = 'table' and name = :1"};

// One bound parameter. Its address is what SOCI holds, so it never moves.
struct Bound {
  std::size_t type = 0;  // index in Value; 0 while only nulls have come
  long long number = 0;
  double real = 0;
  std::string text;
  soci::indicator indicator = soci::i_null;

  [[nodiscard]] bool fits(const Value& value) const { return value.index() == 0 || value.index() == type; }

  void set(const Value& value) {
    indicator = value.index() == 0 ? soci::i_null : soci::i_ok;
    if (const auto* n = std::get_if<std::int64_t>(&value)) number = *n;
    if (const auto* r = std::get_if<double>(&value)) real = *r;
    if (const auto* t = std::get_if<std::string>(&value)) text = *t;
  }
};

class Prepared {
 public:
  Prepared(soci::session& session, const Statement& statement, std::span<const Param> params)
      : sql_(statement.sql), statement_(session) {
    for (const Param& param : params) bounds_.emplace_back().type = param.value().index();
    statement_.alloc();
    statement_.prepare(sql_);
    for (std::size_t i = 0; i < bounds_.size(); ++i) bind(bounds_[i], std::to_string(i + 1));
    statement_.define_and_bind();
    statement_.exchange_for_rowset(soci::into(row_));  // defines itself
  }

  [[nodiscard]] bool fits(const Statement& statement, std::span<const Param> params) const {
    if (statement.sql != sql_) throw std::logic_error("two statements are called " + std::string(statement.name));
    if (params.size() != bounds_.size()) throw std::logic_error("parameters of " + std::string(statement.name));
    for (std::size_t i = 0; i < bounds_.size(); ++i)
      if (!bounds_[i].fits(params[i].value())) return false;
    return true;
  }

  Rows run(std::span<const Param> params) {
    for (std::size_t i = 0; i < bounds_.size(); ++i) bounds_[i].set(params[i].value());
    Rows rows;
    for (bool got = statement_.execute(true); got; got = statement_.fetch()) rows.push_back(read_row());
    return rows;
  }

  [[nodiscard]] std::string_view sql() const { return sql_; }
  [[nodiscard]] std::int64_t affected() { return statement_.get_affected_rows(); }

 private:
  void bind(Bound& bound, const std::string& name) {
    switch (bound.type) {
      case 1:
        return statement_.exchange(soci::use(bound.number, bound.indicator, name));
      case 2:
        return statement_.exchange(soci::use(bound.real, bound.indicator, name));
      default:
        return statement_.exchange(soci::use(bound.text, bound.indicator, name));
    }
  }

  [[nodiscard]] Value read(std::size_t column) const {
    if (row_.get_indicator(column) == soci::i_null) return {};
    switch (row_.get_properties(column).get_data_type()) {
      case soci::dt_integer:
        return std::int64_t{row_.get<int>(column)};
      case soci::dt_long_long:
        return std::int64_t{row_.get<long long>(column)};
      case soci::dt_double:
        return row_.get<double>(column);
      case soci::dt_string:
        return row_.get<std::string>(column);
      case soci::dt_unsigned_long_long:
      case soci::dt_date:
      case soci::dt_blob:
      case soci::dt_xml:
        break;
    }
    throw ColumnError(fmt::format("column {} of \"{}\" has a type that the schema does not use", column, sql_));
  }

  [[nodiscard]] Row read_row() const {
    std::vector<Value> values;
    values.reserve(row_.size());
    for (std::size_t i = 0; i < row_.size(); ++i) values.push_back(read(i));
    return Row(std::move(values));
  }

  std::string sql_;
  std::deque<Bound> bounds_;
  soci::row row_;
  soci::statement statement_;  // after what it points to
};

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(const std::string& path, Milliseconds busy_timeout) {
    guarded("open", [&] {
      session_.open(soci::sqlite3, "db=\"" + path + "\"");
      sqlite_api::sqlite3_busy_timeout(handle(), static_cast<int>(busy_timeout.count()));
    });
    // FULL syncs the log at every commit: what was committed survives a power cut. The limit bounds the log on disk.
    for (const char* pragma : {"pragma journal_mode = wal", "pragma synchronous = full", "pragma foreign_keys = on",
                               "pragma temp_store = memory", "pragma cache_size = -16000",
                               "pragma journal_size_limit = 67108864", "pragma trusted_schema = off"})
      exec_once(pragma);
  }

  void begin(Access access) override { exec(access == Access::read ? kBegin : kBeginImmediate, {}); }
  void commit() override { exec(kCommit, {}); }

  void rollback() noexcept override {
    try {
      exec(kRollback, {});
    } catch (const std::exception&) {
      // A failed write has rolled itself back already, and there is nothing else to undo.
    }
  }

  Rows query(const Statement& statement, std::span<const Param> params) override {
    return guarded(statement.name, [&] { return prepared(statement, params).run(params); });
  }

  std::int64_t exec(const Statement& statement, std::span<const Param> params) override {
    return guarded(statement.name, [&] {
      Prepared& ready = prepared(statement, params);
      ready.run(params);
      return ready.affected();
    });
  }

  void exec_once(std::string_view sql) override {
    guarded(sql, [&] { Prepared(session_, Statement{"once", sql}, {}).run({}); });
  }

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
  [[nodiscard]] sqlite_api::sqlite3* handle() {
    return static_cast<soci::sqlite3_session_backend*>(session_.get_backend())->conn_;
  }

  Prepared& prepared(const Statement& statement, std::span<const Param> params) {
    auto found = prepared_.find(statement.name);
    if (found != prepared_.end() && !found->second->fits(statement, params)) {
      prepared_.erase(found);
      found = prepared_.end();
    }
    if (found == prepared_.end())
      found = prepared_.emplace(statement.name, std::make_unique<Prepared>(session_, statement, params)).first;
    return *found->second;
  }

  // Runs `body`, and turns SOCI's errors into ours. A statement that failed is forgotten, so that it holds nothing.
  template <class Body>
  auto guarded(std::string_view what, Body&& body) -> std::invoke_result_t<Body> {
    try {
      return body();
    } catch (const soci::sqlite3_soci_error& error) {
      const int code = error.result() & 0xFF;
      const std::string text = fmt::format("{}: {} ({})", what, error.what(), error.result());
      prepared_.erase(what);
      if (code == kSqliteBusy || code == kSqliteLocked) throw Busy(text);
      if (code == kSqliteConstraint) throw Conflict(text);
      throw DatabaseError(text);
    } catch (const soci::soci_error& error) {
      prepared_.erase(what);
      throw DatabaseError(fmt::format("{}: {}", what, error.what()));
    }
  }

  // Statements are constants of the program: their names outlive the map.
  soci::session session_;
  std::unordered_map<std::string_view, std::unique_ptr<Prepared>> prepared_;
};

}  // namespace

std::unique_ptr<Connection> connect_sqlite(const std::string& path, Milliseconds busy_timeout) {
  return std::make_unique<SqliteConnection>(path, busy_timeout);
}

}  // namespace liftguard::storage
