// The text of a batched insert, for each engine's way of binding. Used inside common/storage alone.
#pragma once

#include <string>

#include "common/storage/bulk.hpp"
#include "common/storage/connection.hpp"

namespace liftguard::storage {

[[nodiscard]] std::string bulk_values_sql(const BulkTable& table, OnConflict on_conflict);  // values (?, ?, ...)
[[nodiscard]] std::string bulk_unnest_sql(const BulkTable& table, OnConflict on_conflict);  // unnest($1, $2, ...)

}  // namespace liftguard::storage
