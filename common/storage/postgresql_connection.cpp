// PostgreSQL over libpq directly. A library that covers several engines would hide what the alarm path rests on:
// parameters with their types, SQLSTATEs, notifications, a COMMIT whose answer was lost, and whole columns bound at
// once.
//
// One writer at a time over all processes, as under SQLite: a write transaction begins by taking an advisory lock, so
// that every "read, decide, write" in it is right without further locks. The lock is the transaction's: it is let go by
// commit, by rollback, by a lost session, and by a process that pauses for longer than kIdleWriter.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <unordered_map>
#include <utility>

#include "common/storage/bulk.hpp"
#include "common/storage/bulk_sql.hpp"
#include "common/storage/connection.hpp"
#include "common/storage/placeholders.hpp"
#include "common/storage/postgresql_bulk.hpp"
#include "common/storage/postgresql_link.hpp"
#include "common/storage/postgresql_types.hpp"

namespace liftguard::storage {

namespace {

constexpr int kOldestServer = 150'000;
constexpr Milliseconds kIdleWriter{5'000}, kIdleReader{60'000};

constexpr std::string_view kTakeWriteLock = "select pg_advisory_xact_lock(5209641123)";  // "one writer", any number
constexpr std::string_view kChannel = "liftguard_commit";

constexpr Statement kNow{"postgresql.now", "select (extract(epoch from clock_timestamp()) * 1000)::bigint"};
constexpr Statement kHasTable{"postgresql.has_table", "select 1 from pg_class where oid = to_regclass(:1)"};
// Whole numbers in, whole numbers out: what a connection needs to know before it is trusted.
constexpr Statement kFacts{"postgresql.facts",
                           "select pg_encoding_to_char(encoding)::text, datlocprovider::text, datcollate::text, "
                           "datctype::text, current_setting('fsync'), current_setting('full_page_writes'), "
                           "current_setting('synchronous_commit') from pg_database where datname = current_database()"};

bool orders_by_code_point(std::string_view locale) {
  return locale == "C" || locale == "POSIX" || locale == "C.UTF-8" || locale == "C.utf8";
}

// A select as it is asked for many rows of parameters.
struct EachSql {
  std::string name, sql;
};

struct Prepared {
  std::string sql;         // as the program wrote it
  std::string name;        // on the server
  std::vector<Oid> types;  // 0: only nulls have come, and the server found the type itself
};

class PostgresqlConnection final : public Connection {
 public:
  PostgresqlConnection(const std::string& url, Milliseconds busy_timeout, Milliseconds reply)
      : link_(url), reply_(std::max(reply, busy_timeout * 3 / 2)) {
    link_.bound_replies(reply_);
    if (link_.server_version() < kOldestServer)
      throw DatabaseError(fmt::format("PostgreSQL {} is too old: 15 is needed", link_.server_version() / 10'000));
    set("lock_timeout", busy_timeout);
    set("statement_timeout", reply_ * 7 / 8);  // the server gives up first, and says so
    set("idle_in_transaction_session_timeout", kIdleWriter);
    set("client_connection_check_interval", Milliseconds{2'000});  // a statement of a dead client ends too
    exec_once("set jit = off");
    // A plan that was kept while a table was empty would read it from end to end when it is a city's. Every statement
    // of ours finds its rows by an index (fault row F11, tests/unit/storage/plans.hpp), so none has to be read so.
    exec_once("set enable_seqscan = off");
    // Such a plan does for any parameters; without this the server makes a new one for every batch, which is a fifth of
    // its work.
    exec_once("set plan_cache_mode = force_generic_plan");
    exec_once("set client_min_messages = error");
    check_facts();
  }

  void begin(Access access) override {
    const std::string sql = begin_of(access);
    link_.bound_replies(access == Access::migrate ? std::nullopt : std::optional(reply_));
    try {
      link_.run("begin", sql);
      wrote_ = false;
    } catch (...) {
      rollback();
      throw;
    }
  }

  // A transaction that a failed statement has doomed is rolled back by the server, which says so in the tag alone.
  void commit() override {
    try {
      const Result result = link_.run("commit", wrote_ ? fmt::format("notify {}; commit", kChannel) : "commit");
      if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
        throw DatabaseError("commit: the transaction had failed and was rolled back");
    } catch (const Lost& lost) {
      if (lost.before_command()) throw Busy(lost.what());
      throw OutcomeUnknown(lost.what());
    }
  }

  void rollback() noexcept override {
    try {
      if (link_.usable() && link_.in_transaction()) link_.run("rollback", "rollback");
    } catch (const std::exception&) {
      // The session is gone, and its transaction with it.
    }
  }

  Rows query(const Statement& statement, std::span<const Param> params) override {
    return to_rows(*run(statement, params));
  }

  std::int64_t exec(const Statement& statement, std::span<const Param> params) override {
    return affected(*run(statement, params));
  }

  std::vector<bool> bulk(const BulkTable& table, const BulkRows& rows, BulkWrite write) override {
    std::string& sql = bulk_sql_[table.name];
    if (sql.empty()) sql = bulk_unnest_sql(table, write);
    std::vector<WireParam> arrays = to_arrays(rows);
    wrote_ = true;
    return written_rows(table, rows, write, to_rows(*run_ready({table.name, sql}, arrays)));
  }

  std::vector<Rows> query_each(const Statement& statement, const BulkRows& params) override {
    EachSql& each = each_sql_[statement.name];
    if (each.sql.empty())
      each = {fmt::format("{}.each", statement.name), each_unnest_sql(statement.sql, params.columns())};
    std::vector<WireParam> arrays = to_arrays(params);
    return by_place(params.size(), to_rows(*run_ready({each.name, each.sql}, arrays)));
  }

  void exec_once(std::string_view sql) override {
    wrote_ = true;
    link_.run(sql, std::string(sql));
  }

  std::vector<Statement> prepared() const override {
    std::vector<Statement> statements;
    for (const auto& [name, ready] : prepared_) statements.push_back({name, ready.sql});
    return statements;
  }

  UtcTime utc_now() override { return query(kNow, {}).front().get<UtcTime>(0); }

  // Begins with the server's time, so that a connection made anew never gives a number that was given before.
  std::int64_t data_version() override {
    if (version_ == 0) {
      link_.run("listen", fmt::format("listen {}", kChannel));
      version_ = to_ms(utc_now()) * 1'000;
    }
    version_ += link_.take_notifications();
    return version_;
  }

  bool has_table(std::string_view name) override {
    const Param params[]{name};
    return !query(kHasTable, params).empty();
  }

  bool usable() const override { return link_.usable(); }

 private:
  void set(std::string_view setting, Milliseconds value) {
    exec_once(fmt::format("set {} = {}", setting, value.count()));
  }

  void check_facts() {
    const Row facts = query(kFacts, {}).front();
    if (facts.get<std::string>(0) != "UTF8") throw DatabaseError("PostgreSQL: the database is not encoded in UTF8");
    if (facts.get<std::string>(1) != "c" || !orders_by_code_point(facts.get<std::string>(2)) ||
        !orders_by_code_point(facts.get<std::string>(3)))
      throw DatabaseError(fmt::format(
          "PostgreSQL: the database orders text by {} ({}); make it with: create database ... template template0 "
          "encoding 'UTF8' locale 'C'",
          facts.get<std::string>(2), facts.get<std::string>(3)));
    if (facts.get<std::string>(4) != "on" || facts.get<std::string>(5) != "on")
      throw DatabaseError("PostgreSQL: fsync or full_page_writes is off: a power cut would lose confirmed alarms");
    const auto commit = facts.get<std::string>(6);
    if (commit != "on" && commit != "remote_apply") exec_once("set synchronous_commit = on");
  }

  // A writer sees each statement's moment: it is alone, and the lock must not be waited for with an old snapshot.
  [[nodiscard]] std::string begin_of(Access access) const {
    switch (access) {
      case Access::read:
        return fmt::format(
            "begin isolation level repeatable read read only; set local idle_in_transaction_session_timeout = {}",
            kIdleReader.count());
      case Access::write:
        return fmt::format("begin isolation level read committed; {}", kTakeWriteLock);
      case Access::migrate:
        return fmt::format(
            "begin isolation level read committed; set local lock_timeout = 0; set local statement_timeout = 0; {}",
            kTakeWriteLock);
    }
    std::abort();
  }

  Result run(const Statement& statement, std::span<const Param> params) {
    std::vector<WireParam> wire;
    wire.reserve(params.size());
    for (const Param& param : params) wire.push_back(to_wire(param.value()));
    wrote_ = wrote_ || !statement.sql.starts_with("select");
    return run_ready(statement, wire);
  }

  // A migration under a running process changes what kept plans return. They are all forgotten, so that the next try
  // prepares them anew; on the server they lie under their old names until the session ends, because a transaction
  // that has failed takes no command. What the server has just prepared and still cannot do, it never will.
  Result run_ready(const Statement& statement, std::vector<WireParam>& wire) {
    const int made = made_;
    const std::string name = ready(statement, wire).name;
    try {
      return link_.run_prepared(statement.name, name, wire);
    } catch (const StalePlan& stale) {
      if (made_ != made) throw;
      prepared_.clear();
      throw Busy(stale.what());
    }
  }

  // Prepares anew when a parameter comes with another type than before; a null fits every type.
  const Prepared& ready(const Statement& statement, std::vector<WireParam>& wire) {
    auto found = prepared_.find(statement.name);
    if (found != prepared_.end() && found->second.sql != statement.sql)
      throw std::logic_error("two statements are called " + std::string(statement.name));
    if (found != prepared_.end() && found->second.types.size() != wire.size())
      throw std::logic_error("parameters of " + std::string(statement.name));
    bool fits = found != prepared_.end();
    for (std::size_t i = 0; i < wire.size() && found != prepared_.end(); ++i) {
      if (wire[i].null)
        wire[i].type = found->second.types[i];
      else
        fits = fits && wire[i].type == found->second.types[i];
    }
    if (fits) return found->second;
    if (found != prepared_.end()) forget(found);
    return prepare(statement, wire);
  }

  const Prepared& prepare(const Statement& statement, std::span<const WireParam> wire) {
    Prepared fresh{.sql = std::string(statement.sql), .name = fmt::format("s{}", ++made_), .types = {}};
    for (const WireParam& param : wire) fresh.types.push_back(param.type);
    link_.prepare(statement.name, fresh.name, with_placeholders(statement.sql, "$"), wire);
    return prepared_.emplace(statement.name, std::move(fresh)).first->second;
  }

  void forget(std::unordered_map<std::string_view, Prepared>::iterator found) {
    const std::string name = found->second.name;
    prepared_.erase(found);
    link_.run("deallocate", "deallocate " + name);
  }

  static std::int64_t affected(const PGresult& result) {
    const char* count = PQcmdTuples(const_cast<PGresult*>(&result));
    return *count == 0 ? 0 : std::strtoll(count, nullptr, 10);
  }

  PostgresqlLink link_;
  Milliseconds reply_;
  // Statements are constants of the program: their names outlive the map.
  std::unordered_map<std::string_view, Prepared> prepared_;
  std::unordered_map<std::string_view, std::string> bulk_sql_;
  std::unordered_map<std::string_view, EachSql> each_sql_;  // its names are kept where they are
  int made_ = 0;
  bool wrote_ = false;  // in this transaction; a commit without a write tells nobody
  std::int64_t version_ = 0;
};

}  // namespace

std::unique_ptr<Connection> connect_postgresql(const std::string& url, Milliseconds busy_timeout, Milliseconds reply) {
  return std::make_unique<PostgresqlConnection>(url, busy_timeout, reply);
}

}  // namespace liftguard::storage
