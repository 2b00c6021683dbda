// One prepared statement of SQLite. Used by sqlite_connection.cpp alone. Not thread-safe.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "common/storage/database.hpp"

namespace liftguard::storage {

// Busy, Conflict or DatabaseError by the connection's last error. `what` names the statement in it.
[[noreturn]] void throw_sqlite_error(sqlite3* connection, std::string_view what);

class SqliteStatement {
 public:
  SqliteStatement(sqlite3* connection, const Statement& statement);

  [[nodiscard]] std::string_view sql() const { return sql_; }
  [[nodiscard]] int parameters() const { return sqlite3_bind_parameter_count(statement_.get()); }

  // Runs to the end, so that no snapshot stays open behind our back.
  Rows query(std::span<const Param> params);
  Rows query(std::span<const Value* const> params);
  void exec(std::span<const Value* const> values);

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  class Reset;  // ends a run, also one that failed

  void bind(int parameter, const Value& value);
  bool step();  // whether there is a row
  [[nodiscard]] Value column(int index) const;

  sqlite3* connection_;
  std::string_view name_;
  std::string sql_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace liftguard::storage
