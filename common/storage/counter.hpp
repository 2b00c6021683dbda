// Numbers without gaps, taken inside the write transaction. The counter's row is held to commit, so that whoever sees a
// number also sees every smaller one, on PostgreSQL as well as under SQLite's one writer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/storage/database.hpp"

namespace liftguard::storage {

[[nodiscard]] std::int64_t next_number(Transaction& tx, std::string_view counter);

// Several that follow one another: the first of them.
[[nodiscard]] std::int64_t next_numbers(Transaction& tx, std::string_view counter, std::size_t count);

}  // namespace liftguard::storage
