#include "common/storage/sqlite_statement.hpp"

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/storage/disk_full.hpp"
#include "common/storage/placeholders.hpp"

namespace liftguard::storage {

void throw_sqlite_error(sqlite3* connection, std::string_view what) {
  const int code = sqlite3_extended_errcode(connection);
  const std::string text = fmt::format("{}: {} ({})", what, sqlite3_errmsg(connection), code);
  const int kind = code & 0xFF;
  if (kind == SQLITE_BUSY || kind == SQLITE_LOCKED) throw Busy(text);
  if (kind == SQLITE_FULL) throw DiskFull(text);
  if (kind == SQLITE_CONSTRAINT) throw Conflict(text);
  throw DatabaseError(text);
}

class SqliteStatement::Reset {
 public:
  explicit Reset(sqlite3_stmt* statement) : statement_(statement) {}
  Reset(const Reset&) = delete;
  Reset& operator=(const Reset&) = delete;
  ~Reset() { sqlite3_reset(statement_); }

 private:
  sqlite3_stmt* statement_;
};

SqliteStatement::SqliteStatement(sqlite3* connection, const Statement& statement)
    : connection_(connection), name_(statement.name), sql_(statement.sql) {
  const std::string numbered = with_placeholders(sql_, "?");
  sqlite3_stmt* made = nullptr;
  if (sqlite3_prepare_v3(connection, numbered.data(), static_cast<int>(numbered.size()), SQLITE_PREPARE_PERSISTENT,
                         &made, nullptr) != SQLITE_OK)
    throw_sqlite_error(connection, name_);
  statement_.reset(made);
}

Rows SqliteStatement::query(std::span<const Param> params) {
  std::vector<const Value*> values;
  values.reserve(params.size());
  for (const Param& param : params) values.push_back(&param.value());
  return query(values);
}

Rows SqliteStatement::query(std::span<const Value* const> params) {
  const Reset reset(statement_.get());
  for (std::size_t i = 0; i < params.size(); ++i) bind(static_cast<int>(i + 1), *params[i]);
  Rows rows;
  while (step()) {
    std::vector<Value> values;
    const int columns = sqlite3_column_count(statement_.get());
    values.reserve(static_cast<std::size_t>(columns));
    for (int i = 0; i < columns; ++i) values.push_back(column(i));
    rows.emplace_back(std::move(values));
  }
  return rows;
}

void SqliteStatement::exec(std::span<const Value* const> values) {
  const Reset reset(statement_.get());
  for (std::size_t i = 0; i < values.size(); ++i) bind(static_cast<int>(i + 1), *values[i]);
  while (step()) {
  }
}

// The values outlive the run: SQLite need not copy text. It would take any bytes for text; PostgreSQL does not.
void SqliteStatement::bind(int parameter, const Value& value) {
  sqlite3_stmt* statement = statement_.get();
  int status = SQLITE_OK;
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    status = sqlite3_bind_int64(statement, parameter, *number);
  } else if (const auto* real = std::get_if<double>(&value)) {
    status = sqlite3_bind_double(statement, parameter, *real);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    if (text->find('\0') != std::string::npos || !is_utf8(*text))
      throw Conflict(fmt::format("{}: parameter {} is no text in UTF-8", name_, parameter));
    status = sqlite3_bind_text64(statement, parameter, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  } else {
    status = sqlite3_bind_null(statement, parameter);
  }
  if (status != SQLITE_OK) throw_sqlite_error(connection_, name_);
}

bool SqliteStatement::step() {
  switch (sqlite3_step(statement_.get())) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      throw_sqlite_error(connection_, name_);
  }
}

Value SqliteStatement::column(int index) const {
  sqlite3_stmt* statement = statement_.get();
  switch (sqlite3_column_type(statement, index)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, index)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, index);
    case SQLITE_TEXT: {
      const void* text = sqlite3_column_text(statement, index);
      return std::string(static_cast<const char*>(text),
                         static_cast<std::size_t>(sqlite3_column_bytes(statement, index)));
    }
    default:
      throw ColumnError(fmt::format("column {} of {} has a type that the schema does not use", index, name_));
  }
}

}  // namespace liftguard::storage
