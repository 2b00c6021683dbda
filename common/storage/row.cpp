#include <fmt/format.h>

#include "common/storage/statement.hpp"

namespace liftguard::storage {

const Value& Row::at(std::size_t column) const {
  if (column >= values_.size()) throw ColumnError(fmt::format("no column {} in a row of {}", column, values_.size()));
  return values_[column];
}

std::int64_t Row::integer(std::size_t column) const {
  const Value& value = at(column);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  throw ColumnError(fmt::format("column {} is not a whole number", column));
}

double Row::real(std::size_t column) const {
  const Value& value = at(column);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return static_cast<double>(integer(column));
}

const std::string& Row::text(std::size_t column) const {
  if (const auto* text = std::get_if<std::string>(&at(column))) return *text;
  throw ColumnError(fmt::format("column {} is not text", column));
}

}  // namespace liftguard::storage
