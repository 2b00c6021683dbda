#include "common/storage/migrations.hpp"

#include <fmt/format.h>

#include <map>

#include "common/storage/hash.hpp"

namespace liftguard::storage {

namespace {

constexpr std::string_view kTable = "schema_migrations";
constexpr std::string_view kCreateTable =
    "create table if not exists schema_migrations (number bigint primary key, name text not null, "
    "checksum text not null, applied_ms bigint not null)";
constexpr Statement kApplied{"schema_migrations.all", "select number, checksum from schema_migrations order by number"};
constexpr Statement kRecord{"schema_migrations.insert",
                            "insert into schema_migrations (number, name, checksum, applied_ms) "
                            "values (:1, :2, :3, :4)"};

using Applied = std::map<std::int64_t, std::string>;  // number, checksum

Applied read_applied(Connection& connection) {
  Applied applied;
  if (!connection.has_table(kTable)) return applied;
  for (Row& row : connection.query(kApplied, {})) {
    const auto number = row.take<std::int64_t>();
    applied.emplace(number, row.take<std::string>());
  }
  return applied;
}

void check(const Applied& applied, std::span<const schemas::Migration> known) {
  for (const auto& [number, checksum] : applied) {
    const schemas::Migration* migration = nullptr;
    for (const auto& candidate : known)
      if (candidate.number == number) migration = &candidate;
    if (migration == nullptr)
      throw SchemaError(
          fmt::format("the database has migration {}, which this program does not know: it is newer", number));
    if (hash_hex(migration->sql) != checksum)
      throw SchemaError(
          fmt::format("migration {} ({}) was changed after it had been applied", number, migration->name));
  }
}

void apply(Connection& connection, const schemas::Migration& migration) {
  for (const std::string& statement : split_statements(migration.sql)) connection.exec_once(statement);
  const Param params[]{migration.number, migration.name, hash_hex(migration.sql), connection.utc_now()};
  connection.exec(kRecord, params);
}

// Applies the first migration that is missing. False when there is none.
bool apply_next(Connection& connection, std::span<const schemas::Migration> known) {
  connection.begin(Access::migrate);
  try {
    connection.exec_once(kCreateTable);
    const Applied applied = read_applied(connection);
    check(applied, known);
    const schemas::Migration* next = nullptr;
    for (const auto& migration : known)
      if (next == nullptr && !applied.contains(migration.number)) next = &migration;
    if (next != nullptr) apply(connection, *next);
    connection.commit();
    return next != nullptr;
  } catch (...) {
    connection.rollback();
    throw;
  }
}

}  // namespace

void migrate(Connection& connection, std::span<const schemas::Migration> known) {
  while (apply_next(connection, known)) {
  }
}

void require_schema(Connection& connection, std::span<const schemas::Migration> known) {
  const Applied applied = read_applied(connection);
  check(applied, known);
  for (const auto& migration : known)
    if (!applied.contains(migration.number))
      throw SchemaError(
          fmt::format("migration {} ({}) is missing: run `liftguard-admin migrate`", migration.number, migration.name));
}

std::vector<std::string> split_statements(std::string_view script) {
  std::vector<std::string> statements;
  std::string current;
  const auto finish = [&] {
    if (current.find_first_not_of(" \t\r\n") != std::string::npos) statements.push_back(current);
    current.clear();
  };
  char quote = 0;
  for (std::size_t i = 0; i < script.size(); ++i) {
    const char c = script[i];
    if (quote == 0 && script.substr(i, 2) == "--") {
      i = script.find('\n', i);
      if (i == std::string_view::npos) break;
      current += '\n';
      continue;
    }
    if (quote == 0 && c == ';') {
      finish();
      continue;
    }
    if (c == '\'' || c == '"') quote = quote == 0 ? c : (quote == c ? char{0} : quote);
    current += c;
  }
  finish();
  return statements;
}

}  // namespace liftguard::storage
