#include "common/storage/bulk.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

#include "common/storage/connection.hpp"

namespace liftguard::storage {

namespace {

using Key = std::vector<Value>;

Key key_of(const BulkTable& table, const BulkRows& rows, std::size_t row) {
  Key key;
  for (std::size_t column = 0; column < table.key; ++column) key.push_back(rows.column(column)[row]);
  return key;
}

// PostgreSQL refuses to overwrite a row twice in one statement.
std::vector<std::size_t> last_of_each_key(const BulkTable& table, const BulkRows& rows) {
  std::map<Key, std::size_t> last;
  for (std::size_t row = 0; row < rows.size(); ++row) last[key_of(table, rows, row)] = row;
  std::vector<std::size_t> kept;
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (last[key_of(table, rows, row)] == row) kept.push_back(row);
  return kept;
}

Value of_type(const BulkColumn& column, const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return value;
  const auto* number = std::get_if<std::int64_t>(&value);
  switch (column.type) {
    case ColumnType::bigint:
      if (number != nullptr) return value;
      break;
    case ColumnType::real:
      if (number != nullptr) return static_cast<double>(*number);
      if (std::holds_alternative<double>(value)) return value;
      break;
    case ColumnType::text:
      if (std::holds_alternative<std::string>(value)) return value;
      break;
  }
  throw std::logic_error(fmt::format("a value of another type than column {}", column.name));
}

}  // namespace

void BulkRows::add_row(std::initializer_list<Param> values) {
  if (values.size() != columns_.size())
    throw std::logic_error(fmt::format("{} values for {} columns", values.size(), columns_.size()));
  std::size_t column = 0;
  for (const Param& value : values) {
    columns_[column].push_back(of_type(table_[column], value.value()));
    ++column;
  }
}

BulkRows BulkRows::some(std::span<const std::size_t> rows) const {
  BulkRows chosen(table_);
  for (std::size_t column = 0; column < columns_.size(); ++column)
    for (const std::size_t row : rows) chosen.columns_[column].push_back(columns_[column][row]);
  return chosen;
}

void insert_all(Transaction& tx, const BulkTable& table, const BulkRows& rows) {
  if (!rows.empty()) (void)tx.run_bulk(table, rows, BulkWrite::insert);
}

std::vector<bool> insert_new(Transaction& tx, const BulkTable& table, const BulkRows& rows) {
  if (rows.empty()) return {};
  return tx.run_bulk(table, rows, BulkWrite::insert_new);
}

void put_all(Transaction& tx, const BulkTable& table, const BulkRows& rows) {
  if (rows.empty()) return;
  const auto kept = last_of_each_key(table, rows);
  (void)tx.run_bulk(table, kept.size() == rows.size() ? rows : rows.some(kept), BulkWrite::put);
}

void update_all(Transaction& tx, const BulkTable& table, const BulkRows& rows) {
  if (!rows.empty()) (void)tx.run_bulk(table, rows, BulkWrite::update);
}

std::vector<bool> take_all(Transaction& tx, const BulkTable& table, const BulkRows& rows) {
  if (rows.empty()) return {};
  return tx.run_bulk(table, rows, BulkWrite::take);
}

std::vector<Rows> query_each(Session& session, const Statement& select, const BulkRows& params) {
  if (params.empty()) return {};
  return session.run_each(select, params);
}

}  // namespace liftguard::storage
