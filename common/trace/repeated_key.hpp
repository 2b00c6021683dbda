// A key that stands twice in one object: JSON leaves open which of the two counts, and a reader takes one in silence.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace liftguard::trace {

struct RepeatedKey {
  std::size_t end = 0;  // bytes before the closing quotation mark of its second mention
  std::string key;
};

// The first of a text; what is no JSON is none.
[[nodiscard]] std::optional<RepeatedKey> find_repeated_key(std::string_view json);

}  // namespace liftguard::trace
