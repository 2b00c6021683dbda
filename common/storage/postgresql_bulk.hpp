// A batch of rows on its way to a PostgreSQL server, and what the server says of it. Used by postgresql_connection.cpp
// alone.
#pragma once

#include <vector>

#include "common/storage/bulk.hpp"
#include "common/storage/connection.hpp"
#include "common/storage/postgresql_link.hpp"

namespace liftguard::storage {

// An array a column.
[[nodiscard]] std::vector<WireParam> to_arrays(const BulkRows& rows);

// For each row whether it was written, by what bulk_unnest_sql lets the server give back. Throws DatabaseError.
[[nodiscard]] std::vector<bool> written_rows(const BulkTable& table, const BulkRows& rows, BulkWrite write,
                                             const Rows& given_back);

// What each_unnest_sql gives, by the row of parameters that it was asked for. An inner select keeps its own order: its
// rows come one asking after the other.
[[nodiscard]] std::vector<Rows> by_place(std::size_t asked, Rows given);

}  // namespace liftguard::storage
