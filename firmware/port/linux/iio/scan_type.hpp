// How one channel lies in a frame of an IIO buffer: "le:s12/16>>4" is 12 signed bits in two bytes, least byte first, to
// be shifted right by 4 (Linux Documentation/ABI/testing/sysfs-bus-iio, scan_elements/*_type).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "common/base/result.hpp"

namespace liftguard::port::iio {

enum class Signedness : std::uint8_t { is_unsigned, is_signed };

struct ScanType {
  std::endian order = std::endian::little;
  Signedness signedness = Signedness::is_signed;
  unsigned bits = 16;          // 1 .. storage_bits - shift
  unsigned storage_bits = 16;  // 8, 16, 32 or 64
  unsigned shift = 0;
  unsigned repeat = 1;  // "X4": four such elements make the channel; 1, 2, 4, 8 or 16

  [[nodiscard]] std::size_t bytes() const { return std::size_t{storage_bits / 8} * repeat; }
  bool operator==(const ScanType&) const = default;
};

// Refusal "bad_scan_type" for anything else, floating point ("f") included.
[[nodiscard]] Result<ScanType> parse_scan_type(std::string_view text);

// The first element of a cell of at least type.bytes() bytes. An unsigned value beyond 2^63 - 1 is held there.
[[nodiscard]] std::int64_t extract(const ScanType& type, std::span<const std::uint8_t> cell);

}  // namespace liftguard::port::iio
