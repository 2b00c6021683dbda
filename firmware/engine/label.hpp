// A floor's label, as it stands on the panel: at most 7 bytes of UTF-8 ("-1", "B2", "12A", "大堂"), no heap.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace liftguard::engine {

struct Label {
  static constexpr std::size_t kMaxBytes = 7;

  std::array<char, kMaxBytes> bytes{};
  std::uint8_t size = 0;

  Label() = default;
  // A longer text is cut: whoever reads a site checks the length first.
  explicit constexpr Label(std::string_view text) {
    for (const char c : text.substr(0, kMaxBytes)) bytes[size++] = c;
  }
  [[nodiscard]] constexpr std::string_view view() const { return {bytes.data(), size}; }
  [[nodiscard]] constexpr bool empty() const { return size == 0; }
  bool operator==(const Label&) const = default;
};

}  // namespace liftguard::engine
