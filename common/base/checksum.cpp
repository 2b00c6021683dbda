#include "common/base/checksum.hpp"

#include <boost/crc.hpp>

namespace liftguard {

std::uint32_t crc32c(std::span<const std::uint8_t> bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

std::uint16_t crc16_ccitt_false(std::string_view text) {
  boost::crc_optimal<16, 0x1021, 0xFFFF, 0, false, false> crc;
  crc.process_bytes(text.data(), text.size());
  return static_cast<std::uint16_t>(crc.checksum());
}

}  // namespace liftguard
