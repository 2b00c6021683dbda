// What a schema is, as text to compare, by the engine's own catalogue; and rows to fill any version of it with.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "common/storage/connection.hpp"
#include "schemas/migrations.hpp"

namespace liftguard::testing {

// One line a table, column, index and constraint, in order. The same for the same schema on the same engine.
[[nodiscard]] std::vector<std::string> schema_of(storage::Connection& connection);

// "table.column type null|not null", in the words of the house's dialect: the same on both engines.
[[nodiscard]] std::vector<std::string> columns_of(storage::Connection& connection);

[[nodiscard]] std::vector<std::string> tables_of(storage::Connection& connection);

// One row into every table, in the order in which the tables were made. Every value is a one, so that every foreign key
// finds its row. A table that has such a row already keeps it.
void put_a_row_everywhere(storage::Connection& connection);

}  // namespace liftguard::testing
