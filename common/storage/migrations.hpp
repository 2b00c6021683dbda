// Brings a database to the schema of this program, or says why it cannot be used with it.
//
// Each migration runs in one transaction together with its row in schema_migrations, so that one killed half way has
// not happened (fault row B15). Two programs may migrate at once: the second finds the work done.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/storage/connection.hpp"
#include "schemas/migrations.hpp"

namespace liftguard::storage {

// Throws SchemaError: the file is newer than the program, or a migration was changed after it had been applied.
void migrate(Connection& connection, std::span<const schemas::Migration> known);

// Throws SchemaError unless every known migration, and no other, has been applied unchanged.
void require_schema(Connection& connection, std::span<const schemas::Migration> known);

// The statements of a script, without comments: parted at semicolons outside quotes.
[[nodiscard]] std::vector<std::string> split_statements(std::string_view script);

}  // namespace liftguard::storage
