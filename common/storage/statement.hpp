// A named statement of SQL, its parameters and its rows, the same for every database engine.
//
// The name is what the prepared form, the timings and the plan test of a statement hang on: unique in the project,
// `<table or view>.<verb>`. Parameters are :1, :2, ... in the order of the arguments; one may stand several times.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"

namespace liftguard::storage {

struct Statement {
  std::string_view name;
  std::string_view sql;
};

// What a column or a parameter holds. Truth values are 0 and 1, times milliseconds, enums their wire number.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

template <class T>
struct IsId : std::false_type {};
template <class Tag>
struct IsId<Id<Tag>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

// A bound parameter. Implicit, so that statements are called with plain arguments. An unsigned 64-bit number keeps its
// bits (journal ids, incarnations); an id of 0 ("no id") is null.
class Param {
 public:
  template <class T>
  Param(const T& value) : value_(convert(value)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] const Value& value() const { return value_; }

 private:
  template <class T>
  static Value convert(const T& value) {
    if constexpr (IsOptional<T>::value)
      return value ? convert(*value) : Value{};
    else if constexpr (std::same_as<T, std::nullptr_t> || std::same_as<T, std::nullopt_t>)
      return Value{};
    else if constexpr (IsId<T>::value)
      return value ? Value{value.value} : Value{};
    else if constexpr (std::same_as<T, UtcTime>)
      return Value{to_ms(value)};
    else if constexpr (std::same_as<T, Milliseconds>)
      return Value{static_cast<std::int64_t>(value.count())};
    else if constexpr (std::floating_point<T>)
      return Value{static_cast<double>(value)};
    else if constexpr (std::is_enum_v<T> || std::integral<T>)
      return Value{static_cast<std::int64_t>(value)};
    else
      return Value{std::string(std::string_view(value))};
  }

  Value value_;
};

// A column that is not what the reader asked for: a fault of the program or of the file, never of a user.
class ColumnError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One row. Columns are taken from left to right (`take`) or by their place (`get`), as
// std::int64_t, int, std::uint64_t, double, bool, std::string, UtcTime, Milliseconds, Id<>, an enum,
// or std::optional of these. A null is taken by std::optional alone, and by an id as 0.
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}

  template <class T>
  [[nodiscard]] T get(std::size_t column) const {
    return convert<T>(column);
  }
  template <class T>
  [[nodiscard]] T take() {
    return convert<T>(next_++);
  }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] const Value& at(std::size_t column) const;  // as the engine gave it; throws ColumnError

 private:
  [[nodiscard]] std::int64_t integer(std::size_t column) const;  // throws ColumnError
  [[nodiscard]] double real(std::size_t column) const;
  [[nodiscard]] const std::string& text(std::size_t column) const;

  template <class T>
  [[nodiscard]] T convert(std::size_t column) const {
    if constexpr (IsOptional<T>::value) {
      if (std::holds_alternative<std::monostate>(at(column))) return std::nullopt;
      return convert<typename T::value_type>(column);
    } else if constexpr (IsId<T>::value) {
      return std::holds_alternative<std::monostate>(at(column)) ? T{} : T{integer(column)};
    } else if constexpr (std::same_as<T, UtcTime>) {
      return utc_from_ms(integer(column));
    } else if constexpr (std::same_as<T, Milliseconds>) {
      return Milliseconds{integer(column)};
    } else if constexpr (std::same_as<T, bool>) {
      return integer(column) != 0;
    } else if constexpr (std::floating_point<T>) {
      return static_cast<T>(real(column));
    } else if constexpr (std::is_enum_v<T> || std::integral<T>) {
      return static_cast<T>(integer(column));
    } else {
      return T(text(column));
    }
  }

  std::vector<Value> values_;
  std::size_t next_ = 0;
};

using Rows = std::vector<Row>;

}  // namespace liftguard::storage
