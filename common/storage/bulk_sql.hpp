// The text of batched statements, for each engine's way of binding. Used inside common/storage alone.
#pragma once

#include <string>

#include "common/storage/bulk.hpp"
#include "common/storage/connection.hpp"

namespace liftguard::storage {

// For one row at a time: values (:1, :2, ...).
[[nodiscard]] std::string bulk_row_sql(const BulkTable& table, BulkWrite write);

// For PostgreSQL: unnest(:1, :2, ...), an array a column. `insert_new` and `put` give back the keys of the rows
// written, in their order; `update` and `take` the places of their rows in the batch, from 1 on.
[[nodiscard]] std::string bulk_unnest_sql(const BulkTable& table, BulkWrite write);

// A select with the parameters :1, :2, ... for every row of an array a parameter; a last column has the row's place in
// the batch, from 1 on.
[[nodiscard]] std::string each_unnest_sql(std::string_view select, std::span<const BulkColumn> keys);

}  // namespace liftguard::storage
