#include "firmware/port/linux/iio/scan_type.hpp"

#include <charconv>
#include <limits>
#include <optional>
#include <string>

#include "common/base/text.hpp"

namespace liftguard::port::iio {
namespace {

// Reads a type from left to right; every step says whether it fitted.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool skip(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  bool number(unsigned& out) {
    const auto [stop, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), out);
    if (error != std::errc{}) return false;
    rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
    return true;
  }
  [[nodiscard]] bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool read(Cursor& in, ScanType& out) {
  if (in.skip("be:"))
    out.order = std::endian::big;
  else if (!in.skip("le:"))
    return false;
  // Capitals mean that the driver has filled the cell's spare bits as well, which changes nothing here.
  if (in.skip("u") || in.skip("U"))
    out.signedness = Signedness::is_unsigned;
  else if (!in.skip("s") && !in.skip("S"))
    return false;
  if (!in.number(out.bits) || !in.skip("/") || !in.number(out.storage_bits)) return false;
  if (in.skip("X") && !in.number(out.repeat)) return false;
  if (in.skip(">>") && !in.number(out.shift)) return false;
  return in.done();
}

bool sound(const ScanType& type) {
  const bool storable =
      type.storage_bits == 8 || type.storage_bits == 16 || type.storage_bits == 32 || type.storage_bits == 64;
  const bool fits = type.bits >= 1 && type.bits <= type.storage_bits && type.shift <= type.storage_bits - type.bits;
  return storable && fits && type.repeat <= 16 && std::has_single_bit(type.repeat);
}

}  // namespace

Result<ScanType> parse_scan_type(std::string_view text) {
  ScanType type;
  Cursor in(text);
  if (!read(in, type) || !sound(type))
    return refuse("bad_scan_type", "\"" + printable(text, 40) + "\" is not like le:s12/16>>4");
  return type;
}

std::int64_t extract(const ScanType& type, std::span<const std::uint8_t> cell) {
  const std::size_t size = type.storage_bits / 8;
  std::uint64_t raw = 0;
  for (std::size_t i = 0; i < size; ++i) raw = raw << 8U | cell[type.order == std::endian::big ? i : size - 1 - i];
  raw >>= type.shift;
  const unsigned spare = 64 - type.bits;
  raw <<= spare;
  if (type.signedness == Signedness::is_signed) return static_cast<std::int64_t>(raw) >> spare;
  raw >>= spare;
  constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();
  return raw > static_cast<std::uint64_t>(kHighest) ? kHighest : static_cast<std::int64_t>(raw);
}

}  // namespace liftguard::port::iio
