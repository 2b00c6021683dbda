#include "common/storage/postgresql_types.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <limits>

namespace liftguard::storage {

namespace {

void append_big_endian(std::string& bytes, std::uint64_t number, int width) {
  for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
    bytes.push_back(static_cast<char>(static_cast<unsigned char>(number >> shift)));
}

Oid element_of(Oid array_type) {
  if (array_type == kInt8Array) return kInt8;
  return array_type == kFloat8Array ? kFloat8 : kText;
}

template <class Number>
Number parse(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    throw ColumnError(fmt::format("PostgreSQL gave \"{}\" for a number", text));
  return number;
}

// A sum of whole numbers is numeric in PostgreSQL, and so is an average: a whole one is whole here too.
Value parse_numeric(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return number;
  return parse<double>(text);
}

// from_chars takes "inf" and "nan", and PostgreSQL writes "Infinity" and "NaN": it does not care about the case.
Value to_value(Oid type, std::string_view text) {
  switch (type) {
    case kInt8:
    case kInt4:
    case kInt2:
      return parse<std::int64_t>(text);
    case kBool:
      return std::int64_t{text == "t" ? 1 : 0};
    case kFloat8:
      return parse<double>(text);
    case kNumeric:
      return parse_numeric(text);
    case kText:
      return std::string(text);
    default:
      throw ColumnError(fmt::format("a column of type {}, which the schema does not use", type));
  }
}

}  // namespace

WireParam to_wire(const Value& value) {
  WireParam param;
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    param = {.type = kInt8, .null = false};
    append_big_endian(param.bytes, static_cast<std::uint64_t>(*number), 8);
  } else if (const auto* real = std::get_if<double>(&value)) {
    param = {.type = kFloat8, .null = false};
    append_big_endian(param.bytes, std::bit_cast<std::uint64_t>(*real), 8);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    param = {.type = kText, .null = false, .bytes = *text};
  }
  return param;
}

// array_recv: dimensions, whether there are nulls, type of the elements; length and lower bound of the one dimension;
// then each element with its length, -1 for null.
WireParam to_wire_array(Oid array_type, std::span<const Value> values) {
  WireParam array{.type = array_type, .null = false};
  append_big_endian(array.bytes, 1, 4);
  append_big_endian(array.bytes, 1, 4);
  append_big_endian(array.bytes, element_of(array_type), 4);
  append_big_endian(array.bytes, values.size(), 4);
  append_big_endian(array.bytes, 1, 4);
  for (const Value& value : values) {
    const WireParam element = to_wire(value);
    append_big_endian(array.bytes, element.null ? 0xFFFF'FFFF : element.bytes.size(), 4);
    array.bytes += element.bytes;
  }
  return array;
}

Rows to_rows(const PGresult& result) {
  const int rows = PQntuples(&result), columns = PQnfields(&result);
  Rows out;
  out.reserve(static_cast<std::size_t>(rows));
  for (int row = 0; row < rows; ++row) {
    std::vector<Value> values;
    values.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) {
      const std::string_view text(PQgetvalue(&result, row, column),
                                  static_cast<std::size_t>(PQgetlength(&result, row, column)));
      values.push_back(PQgetisnull(&result, row, column) != 0 ? Value{} : to_value(PQftype(&result, column), text));
    }
    out.emplace_back(std::move(values));
  }
  return out;
}

}  // namespace liftguard::storage
