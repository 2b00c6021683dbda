#include "tests/unit/storage/schema_dump.hpp"

#include <fmt/format.h>

namespace liftguard::testing {

namespace {

using storage::Row;
using storage::Statement;

constexpr Statement kSqliteSchema{"dump.sqlite",
                                  "select type || ' ' || name || ' ' || coalesce(sql, '') from sqlite_master "
                                  "order by type, name"};
constexpr Statement kPostgresqlSchema{
    "dump.postgresql",
    "select line from ("
    "select 'column ' || table_name || '.' || column_name || ' ' || ordinal_position || ' ' || data_type || ' ' || "
    "is_nullable || ' ' || coalesce(column_default, '') as line from information_schema.columns "
    "where table_schema = 'public' union all "
    "select 'index ' || indexdef from pg_indexes where schemaname = 'public' union all "
    "select 'constraint ' || conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) from pg_constraint "
    "where connamespace = 'public'::regnamespace) as lines order by line"};

constexpr Statement kSqliteTables{"dump.sqlite_tables",
                                  "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' "
                                  "order by rowid"};
constexpr Statement kPostgresqlTables{"dump.postgresql_tables",
                                      "select relname::text from pg_class where relkind = 'r' "
                                      "and relnamespace = 'public'::regnamespace order by oid"};

constexpr Statement kSqliteColumns{"dump.sqlite_columns",
                                   "select name, lower(type), case when \"notnull\" <> 0 or pk <> 0 then 1 else 0 end "
                                   "from pragma_table_info(:1) order by cid"};
constexpr Statement kPostgresqlColumns{"dump.postgresql_columns",
                                       "select column_name::text, data_type::text, "
                                       "case when is_nullable = 'NO' then 1 else 0 end from information_schema.columns "
                                       "where table_schema = 'public' and table_name = :1 order by ordinal_position"};

bool is_postgresql(storage::Connection& connection) {
  return connection.has_table("pg_class");
}

struct Column {
  std::string name;
  std::string type;
  bool needed;
};

std::vector<std::string> lines(storage::Connection& connection, const Statement& statement) {
  std::vector<std::string> out;
  for (const Row& row : connection.query(statement, {})) out.push_back(row.get<std::string>(0));
  return out;
}

std::vector<Column> columns(storage::Connection& connection, const std::string& table) {
  const storage::Param params[]{table};
  std::vector<Column> out;
  for (Row& row : connection.query(is_postgresql(connection) ? kPostgresqlColumns : kSqliteColumns, params)) {
    auto name = row.take<std::string>();
    auto type = row.take<std::string>();
    out.push_back({std::move(name), std::move(type), row.take<bool>()});
  }
  return out;
}

}  // namespace

std::vector<std::string> schema_of(storage::Connection& connection) {
  return lines(connection, is_postgresql(connection) ? kPostgresqlSchema : kSqliteSchema);
}

std::vector<std::string> tables_of(storage::Connection& connection) {
  return lines(connection, is_postgresql(connection) ? kPostgresqlTables : kSqliteTables);
}

std::vector<std::string> columns_of(storage::Connection& connection) {
  std::vector<std::string> out;
  for (const std::string& table : tables_of(connection))
    for (const Column& column : columns(connection, table))
      out.push_back(fmt::format("{}.{} {} {}", table, column.name, column.type, column.needed ? "not null" : "null"));
  return out;
}

void put_a_row_everywhere(storage::Connection& connection) {
  for (const std::string& table : tables_of(connection)) {
    std::string names, values;
    for (const Column& column : columns(connection, table)) {
      names += (names.empty() ? "" : ", ") + column.name;
      values += std::string(values.empty() ? "" : ", ") + (column.type == "text" ? "'1'" : "1");
    }
    connection.exec_once(fmt::format("insert into {} ({}) values ({}) on conflict do nothing", table, names, values));
  }
}

}  // namespace liftguard::testing
