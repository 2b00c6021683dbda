// Fields and bytes to a sink, little-endian, with the checksum of all of them.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "firmware/clip/bit_coder.hpp"

namespace liftguard::clip {

class ByteWriter final : public ByteSink {
 public:
  explicit ByteWriter(ByteSink& sink) : sink_(sink) {}

  template <std::unsigned_integral T>
  void number(T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i) put(static_cast<std::uint8_t>(std::uint64_t{value} >> 8 * i));
  }
  void real(float value) { number(std::bit_cast<std::uint32_t>(value)); }
  void refuse() { good_ = false; }
  void put(std::uint8_t byte) override;
  void finish() { number(~crc_); }  // the checksum itself

  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  ByteSink& sink_;
  std::uint32_t crc_ = 0xFFFFFFFF;
  std::size_t size_ = 0;
  bool good_ = true;
};

}  // namespace liftguard::clip
