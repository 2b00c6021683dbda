#include "common/storage/postgresql_bulk.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "common/storage/postgresql_types.hpp"

namespace liftguard::storage {

namespace {

Oid array_of(ColumnType type) {
  switch (type) {
    case ColumnType::bigint:
      return kInt8Array;
    case ColumnType::real:
      return kFloat8Array;
    case ColumnType::text:
      return kTextArray;
  }
  std::abort();
}

bool has_key(const BulkTable& table, const BulkRows& rows, std::size_t row, const Row& key) {
  for (std::size_t i = 0; i < table.key; ++i)
    if (key.at(i) != rows.column(i)[row]) return false;
  return true;
}

// Rows are inserted, and their keys returned, in the order in which they were bound.
std::vector<bool> with_keys(const BulkTable& table, const BulkRows& rows, const Rows& keys) {
  if (keys.size() == rows.size()) return std::vector<bool>(rows.size(), true);
  std::vector<bool> written(rows.size(), false);
  std::size_t row = 0;
  for (const Row& key : keys) {
    while (row < rows.size() && !has_key(table, rows, row, key)) ++row;
    if (row == rows.size()) throw DatabaseError(fmt::format("{}: rows came back in another order", table.name));
    written[row++] = true;
  }
  return written;
}

std::vector<bool> at_places(std::size_t rows, const Rows& places) {
  std::vector<bool> written(rows, false);
  for (const Row& row : places) written.at(row.get<std::size_t>(0) - 1) = true;
  return written;
}

}  // namespace

std::vector<WireParam> to_arrays(const BulkRows& rows) {
  std::vector<WireParam> arrays;
  for (std::size_t i = 0; i < rows.columns().size(); ++i)
    arrays.push_back(to_wire_array(array_of(rows.columns()[i].type), rows.column(i)));
  return arrays;
}

std::vector<bool> written_rows(const BulkTable& table, const BulkRows& rows, BulkWrite write, const Rows& given_back) {
  switch (write) {
    case BulkWrite::insert:
      return std::vector<bool>(rows.size(), true);
    case BulkWrite::insert_new:
    case BulkWrite::put:
      return with_keys(table, rows, given_back);
    case BulkWrite::update:
    case BulkWrite::take:
      return at_places(rows.size(), given_back);
  }
  std::abort();
}

std::vector<Rows> by_place(std::size_t asked, Rows given) {
  std::vector<Rows> found(asked);
  for (Row& row : given) {
    const std::size_t place = row.get<std::size_t>(row.size() - 1) - 1;
    found.at(place).push_back(std::move(row));
  }
  return found;
}

}  // namespace liftguard::storage
