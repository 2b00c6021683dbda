#include <libpq-fe.h>
#include <sqlite3.h>

#include <array>
#include <chrono>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/wire/up.hpp"
#include "gateway/ingest/store.hpp"
#include "gateway/orders/alarm.hpp"
#include "tests/bench/gateway/records.hpp"
#include "tests/bench/gateway/writer_speed.hpp"

namespace liftguard::bench {

namespace {

using BenchClock = std::chrono::steady_clock;

constexpr std::size_t kATransaction = 512;  // as the writer takes them

struct BareRow {
  std::string monitor;
  std::int64_t seq = 0, kind = 0, wall_ms = 0, uptime_us = 0;
  std::string hash, facts, record;
};

std::vector<BareRow> rows_of(const WriterLoad& load) {
  std::vector<BareRow> rows;
  const UtcTime now = WallClock().utc_now();
  for (std::size_t i = 0; i < load.messages; ++i) {
    const Numbered numbered{monitor_name(1 + static_cast<std::uint32_t>(i % load.boxes)), load.journal, Lane::event,
                            1 + i / load.boxes};
    const std::string payload = payload_of(numbered, now);
    const auto envelope = wire::decode_up({reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()});
    const auto& body = std::get<wire::EventBody>(envelope->body);
    const auto* record = reinterpret_cast<const char*>(envelope->record.data());
    rows.push_back({numbered.monitor, static_cast<std::int64_t>(numbered.seq), static_cast<std::int64_t>(body.kind),
                    to_ms(body.at.wall), body.at.uptime_us, gateway::content_hash({record, envelope->record.size()}),
                    gateway::facts_of(envelope->body), to_hex(envelope->record)});
  }
  return rows;
}

void must(int code, sqlite3* connection) {
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
    throw std::runtime_error(sqlite3_errmsg(connection));
}

void run(sqlite3* connection, const char* sql) {
  must(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr), connection);
}

void insert(sqlite3* connection, sqlite3_stmt* statement, const WriterLoad& load, const BareRow& row, std::int64_t id) {
  const auto number = [&](int place, std::int64_t value) { sqlite3_bind_int64(statement, place, value); };
  const auto text = [&](int place, const std::string& value) {
    sqlite3_bind_text(statement, place, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  };
  text(1, row.monitor);
  number(2, static_cast<std::int64_t>(load.journal));
  number(3, row.seq);
  number(4, id);
  text(5, row.hash);
  number(6, row.kind);
  number(7, row.wall_ms);
  number(8, row.uptime_us);
  text(9, row.facts);
  text(10, row.record);
  must(sqlite3_step(statement), connection);
  sqlite3_reset(statement);
}

double into_sqlite(const WriterLoad& load, const std::vector<BareRow>& rows) {
  sqlite3* connection = nullptr;
  must(sqlite3_open(load.database_url.substr(std::string("sqlite:").size()).c_str(), &connection), connection);
  run(connection, "pragma journal_mode = wal");
  run(connection, "pragma synchronous = full");
  sqlite3_stmt* statement = nullptr;
  must(sqlite3_prepare_v2(
           connection,
           "insert into monitor_events (monitor, journal, lane, seq, id, content_hash, kind, elevator_id, episode, "
           "happened_ms, received_ms, box_wall_ms, box_quality, box_uptime_us, box_boot, absurd, facts, record) "
           "values (?1, ?2, 1, ?3, ?4, ?5, ?6, 1, 0, ?7, ?7, ?7, 2, ?8, 4711, '', ?9, ?10) on conflict do nothing",
           -1, &statement, nullptr),
       connection);
  const auto begun = BenchClock::now();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i % kATransaction == 0) run(connection, "begin immediate");
    insert(connection, statement, load, rows[i], static_cast<std::int64_t>(load.journal * 1'000'000'000 + i));
    if (i % kATransaction == kATransaction - 1 || i + 1 == rows.size()) run(connection, "commit");
  }
  const std::chrono::duration<double> took = BenchClock::now() - begun;
  sqlite3_finalize(statement);
  sqlite3_close(connection);
  return static_cast<double>(rows.size()) / took.count();
}

// PostgreSQL's text form of an array, of one value of each row.
std::string array_of(std::span<const BareRow> rows, const std::function<std::string(const BareRow&)>& value) {
  std::string text = "{";
  for (const auto& row : rows) {
    if (text.size() > 1) text += ',';
    text += '"';
    for (const char c : value(row)) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text + "}";
}

void insert(PGconn* connection, const WriterLoad& load, std::span<const BareRow> rows, std::size_t first) {
  std::size_t number = first;
  const std::array columns{
      array_of(rows, [](const BareRow& row) { return row.monitor; }),
      array_of(rows, [](const BareRow& row) { return std::to_string(row.seq); }),
      array_of(rows, [&](const BareRow&) { return std::to_string(load.journal * 1'000'000'000 + number++); }),
      array_of(rows, [](const BareRow& row) { return row.hash; }),
      array_of(rows, [](const BareRow& row) { return std::to_string(row.kind); }),
      array_of(rows, [](const BareRow& row) { return std::to_string(row.wall_ms); }),
      array_of(rows, [](const BareRow& row) { return std::to_string(row.uptime_us); }),
      array_of(rows, [](const BareRow& row) { return row.facts; }),
      array_of(rows, [](const BareRow& row) { return row.record; }),
      std::to_string(load.journal)};
  std::array<const char*, columns.size()> values{};
  for (std::size_t i = 0; i < columns.size(); ++i) values[i] = columns[i].c_str();
  PGresult* result =
      PQexecPrepared(connection, "bare", static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0);
  const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
  PQclear(result);
  if (!done) throw std::runtime_error(PQerrorMessage(connection));
}

// One statement is one transaction.
double into_postgresql(const WriterLoad& load, const std::vector<BareRow>& rows) {
  PGconn* connection = PQconnectdb(load.database_url.c_str());
  PQclear(PQprepare(
      connection, "bare",
      "insert into monitor_events (monitor, journal, lane, seq, id, content_hash, kind, elevator_id, episode, "
      "happened_ms, received_ms, box_wall_ms, box_quality, box_uptime_us, box_boot, absurd, facts, record) "
      "select m, $10::bigint, 1, s, i, h, k, 1, 0, w, w, w, 2, u, 4711, '', f, r from unnest($1::text[], $2::bigint[], "
      "$3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[]) "
      "as t(m, s, i, h, k, w, u, f, r) on conflict do nothing",
      0, nullptr));
  const auto begun = BenchClock::now();
  for (std::size_t i = 0; i < rows.size(); i += kATransaction)
    insert(connection, load, std::span(rows).subspan(i, std::min(kATransaction, rows.size() - i)), i);
  const std::chrono::duration<double> took = BenchClock::now() - begun;
  PQfinish(connection);
  return static_cast<double>(rows.size()) / took.count();
}

}  // namespace

double bare_insert_speed(const WriterLoad& load) {
  const auto rows = rows_of(load);
  return load.database_url.starts_with("sqlite:") ? into_sqlite(load, rows) : into_postgresql(load, rows);
}

}  // namespace liftguard::bench
