// Fuzz bytes as numbers, one after the other; zeros when they are used up.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>

#include "tests/fuzz/target.hpp"

namespace liftguard::fuzz {

class ByteSource {
 public:
  explicit ByteSource(Bytes bytes) : bytes_(bytes) {}

  [[nodiscard]] bool empty() const { return bytes_.empty(); }

  template <std::integral T>
  [[nodiscard]] T take() {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) value |= static_cast<std::uint64_t>(byte()) << 8 * i;
    return static_cast<T>(value);
  }
  [[nodiscard]] std::uint32_t below(std::uint32_t limit) { return byte() % limit; }
  [[nodiscard]] bool flag() { return (byte() & 1U) != 0; }
  [[nodiscard]] float bits() { return std::bit_cast<float>(take<std::uint32_t>()); }

 private:
  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const auto first = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return first;
  }

  Bytes bytes_;
};

}  // namespace liftguard::fuzz
