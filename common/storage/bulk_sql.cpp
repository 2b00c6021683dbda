#include "common/storage/bulk_sql.hpp"

#include <fmt/format.h>

#include <functional>

namespace liftguard::storage {

namespace {

using PerColumn = std::function<std::string(std::size_t index)>;

std::string list(std::size_t first, std::size_t last, const PerColumn& text) {
  std::string out;
  for (std::size_t i = first; i < last; ++i) out += (i == first ? "" : ", ") + text(i);
  return out;
}

std::string head(const BulkTable& table) {
  const auto name = [&](std::size_t i) { return std::string(table.columns[i].name); };
  return fmt::format("insert into {} ({})", table.table, list(0, table.columns.size(), name));
}

std::string tail(const BulkTable& table, OnConflict on_conflict) {
  const auto name = [&](std::size_t i) { return std::string(table.columns[i].name); };
  const auto taken = [&](std::size_t i) { return fmt::format("{0} = excluded.{0}", table.columns[i].name); };
  switch (on_conflict) {
    case OnConflict::keep:
      return " on conflict do nothing";
    case OnConflict::overwrite:
      return fmt::format(" on conflict ({}) do update set {}", list(0, table.key, name),
                         list(table.key, table.columns.size(), taken));
  }
  return {};
}

}  // namespace

std::string bulk_values_sql(const BulkTable& table, OnConflict on_conflict) {
  const auto place = [](std::size_t i) { return fmt::format("?{}", i + 1); };
  return fmt::format("{} values ({}){}", head(table), list(0, table.columns.size(), place), tail(table, on_conflict));
}

std::string bulk_unnest_sql(const BulkTable& table, OnConflict on_conflict) {
  const auto place = [](std::size_t i) { return fmt::format("${}", i + 1); };
  const auto name = [&](std::size_t i) { return std::string(table.columns[i].name); };
  return fmt::format("{} select * from unnest({}){} returning {}", head(table), list(0, table.columns.size(), place),
                     tail(table, on_conflict), list(0, table.key, name));
}

}  // namespace liftguard::storage
