// Matching a path against a pattern such as "/api/v1/orders/{id}/steps".
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace liftguard::http {

// The segments that stood where the pattern has {...}, from left to right; views into the path.
class PathValues {
 public:
  static constexpr std::size_t kMost = 3;

  void add(std::string_view value) { values_.at(count_++) = value; }
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] std::string_view operator[](std::size_t i) const { return values_.at(i); }

 private:
  std::array<std::string_view, kMost> values_{};
  std::size_t count_ = 0;
};

// None if it does not match. A value is one whole segment and never empty; a trailing slash is another path.
[[nodiscard]] std::optional<PathValues> match_path(std::string_view pattern, std::string_view path);

}  // namespace liftguard::http
