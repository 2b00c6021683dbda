// Our parameters (:1, :2, ...) in an engine's numbered form: '$' for PostgreSQL ($1), '?' for SQLite (?1; a :1 of its
// own would be a name, and numbered by where it stands first); or as numbered columns. What stands in quotes stays as
// it is.
#pragma once

#include <string>
#include <string_view>

namespace liftguard::storage {

[[nodiscard]] std::string with_placeholders(std::string_view sql, std::string_view mark);

}  // namespace liftguard::storage
