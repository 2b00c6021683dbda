// Values as PostgreSQL's protocol carries them: parameters in its binary form, columns in its text form.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/storage/postgresql_link.hpp"
#include "common/storage/statement.hpp"

namespace liftguard::storage {

// The types' numbers are fixed for good (pg_type.dat of its sources).
inline constexpr Oid kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25, kFloat8 = 701, kNumeric = 1700;
inline constexpr Oid kInt8Array = 1016, kTextArray = 1009, kFloat8Array = 1022;

[[nodiscard]] WireParam to_wire(const Value& value);

// Values of one column, one kind or null, as an array parameter for unnest().
[[nodiscard]] WireParam to_wire_array(Oid array_type, std::span<const Value> values);

// Throws ColumnError: a type that the schema does not use.
[[nodiscard]] Rows to_rows(const PGresult& result);

}  // namespace liftguard::storage
