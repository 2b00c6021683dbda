// What toml++ 3.3 cannot be given, since it aborts there or does what is undefined instead of refusing. Found by
// fuzzing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace liftguard {

struct TomlObstacle {
  std::uint32_t line = 1, column = 1;  // both from 1, the column in bytes
  const char* what = "";
};

// The first of: a table's header that goes on with what cannot begin a key ("[=", "[ #"); a letter outside ASCII that
// stands neither in a text nor in a comment; a text of several lines. No file of ours needs any of them.
[[nodiscard]] std::optional<TomlObstacle> find_toml_obstacle(std::string_view toml);

}  // namespace liftguard
