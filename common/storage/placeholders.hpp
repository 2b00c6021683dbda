// Our parameters (:1, :2, ...) in PostgreSQL's form ($1, $2, ...). What stands in quotes stays as it is.
#pragma once

#include <string>
#include <string_view>

namespace liftguard::storage {

[[nodiscard]] std::string with_dollar_placeholders(std::string_view sql);

}  // namespace liftguard::storage
