#include "common/storage/bulk_sql.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <functional>

#include "common/storage/placeholders.hpp"

namespace liftguard::storage {

namespace {

using PerColumn = std::function<std::string(std::size_t index)>;

std::string list(std::size_t first, std::size_t last, std::string_view between, const PerColumn& text) {
  std::string out;
  for (std::size_t i = first; i < last; ++i) {
    if (i != first) out += between;
    out += text(i);
  }
  return out;
}

std::string_view array_type(ColumnType type) {
  switch (type) {
    case ColumnType::bigint:
      return "bigint[]";
    case ColumnType::real:
      return "double precision[]";
    case ColumnType::text:
      return "text[]";
  }
  std::abort();
}

std::string arrays(std::span<const BulkColumn> columns) {
  return fmt::format("unnest({})", list(0, columns.size(), ", ", [&](std::size_t i) {
                       return fmt::format(":{}::{}", i + 1, array_type(columns[i].type));
                     }));
}

// One table's columns, joined into the pieces that the statements are made of.
struct Columns {
  explicit Columns(const BulkTable& of) : table(of) {}

  [[nodiscard]] std::string names(std::size_t last) const {
    return list(0, last, ", ", [this](std::size_t i) { return std::string(table.columns[i].name); });
  }
  [[nodiscard]] std::string insert() const { return fmt::format("insert into {} ({})", table.table, names(count())); }
  [[nodiscard]] std::string taken() const {
    return list(table.key, count(), ", ",
                [this](std::size_t i) { return fmt::format("{0} = excluded.{0}", table.columns[i].name); });
  }
  [[nodiscard]] std::string on_conflict(BulkWrite write) const {
    if (write == BulkWrite::insert_new) return " on conflict do nothing";
    if (write == BulkWrite::put) return fmt::format(" on conflict ({}) do update set {}", names(table.key), taken());
    return {};
  }

  // Of the keys, or of all columns where a row is known by all of them; `value` of the column's place.
  [[nodiscard]] std::string matches(std::size_t last, const PerColumn& value) const {
    return list(0, last, " and ",
                [&](std::size_t i) { return fmt::format("{}.{} = {}", table.table, table.columns[i].name, value(i)); });
  }
  [[nodiscard]] std::string sets(const PerColumn& value) const {
    return list(table.key, count(), ", ",
                [&](std::size_t i) { return fmt::format("{} = {}", table.columns[i].name, value(i)); });
  }
  [[nodiscard]] std::size_t count() const { return table.columns.size(); }

  const BulkTable& table;
};

}  // namespace

std::string bulk_row_sql(const BulkTable& table, BulkWrite write) {
  const Columns columns(table);
  const auto place = [](std::size_t i) { return fmt::format(":{}", i + 1); };
  switch (write) {
    case BulkWrite::insert:
    case BulkWrite::insert_new:
    case BulkWrite::put:
      return fmt::format("{} values ({}){}", columns.insert(), list(0, columns.count(), ", ", place),
                         columns.on_conflict(write));
    case BulkWrite::update:
      return fmt::format("update {} set {} where {}", table.table, columns.sets(place),
                         columns.matches(table.key, place));
    case BulkWrite::take:
      return fmt::format("delete from {} where {}", table.table, columns.matches(columns.count(), place));
  }
  std::abort();
}

std::string bulk_unnest_sql(const BulkTable& table, BulkWrite write) {
  const Columns columns(table);
  const auto bound = [&](std::size_t i) { return fmt::format("bound.{}", table.columns[i].name); };
  const std::string rows = arrays(table.columns);
  const auto numbered = [&] {
    return fmt::format("{} with ordinality as bound ({}, bound_place)", rows, columns.names(columns.count()));
  };
  switch (write) {
    case BulkWrite::insert:
      return fmt::format("{} select * from {}", columns.insert(), rows);
    case BulkWrite::insert_new:
    case BulkWrite::put:
      return fmt::format("{} select * from {}{} returning {}", columns.insert(), rows, columns.on_conflict(write),
                         columns.names(table.key));
    case BulkWrite::update:
      return fmt::format("update {} set {} from {} where {} returning bound.bound_place", table.table,
                         columns.sets(bound), numbered(), columns.matches(table.key, bound));
    case BulkWrite::take:
      return fmt::format("delete from {} using {} where {} returning bound.bound_place", table.table, numbered(),
                         columns.matches(columns.count(), bound));
  }
  std::abort();
}

std::string each_unnest_sql(std::string_view select, std::span<const BulkColumn> keys) {
  const std::string names = list(0, keys.size(), ", ", [](std::size_t i) { return fmt::format("p{}", i + 1); });
  return fmt::format(
      "select asked.*, bound.bound_place from {} with ordinality as bound ({}, bound_place) cross join lateral ({}) as "
      "asked",
      arrays(keys), names, with_placeholders(select, "bound.p"));
}

}  // namespace liftguard::storage
