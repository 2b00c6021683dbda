// A set of floors by their place in the table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "firmware/engine/site.hpp"

namespace liftguard::engine {

class FloorSet {
 public:
  using Bytes = std::array<std::uint8_t, Site::kMaxFloors / 8>;

  FloorSet() = default;
  explicit FloorSet(const Bytes& bytes) : bytes_(bytes) {}
  [[nodiscard]] bool has(std::size_t floor) const {
    return (static_cast<unsigned>(bytes_[floor / 8]) >> floor % 8 & 1U) != 0;
  }
  void add(std::size_t floor) { bytes_[floor / 8] = static_cast<std::uint8_t>(bytes_[floor / 8] | 1U << floor % 8); }
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  Bytes bytes_{};
};

}  // namespace liftguard::engine
