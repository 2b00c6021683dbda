#include "firmware/clip/byte_writer.hpp"

#include <array>

namespace liftguard::clip {
namespace {

// CRC-32C (Castagnoli, reflected), four bits at a time: 64 bytes of table serve a microcontroller well.
constexpr std::array<std::uint32_t, 16> table() {
  std::array<std::uint32_t, 16> out{};
  for (std::uint32_t i = 0; i < 16; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 4; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0x82F63B78U : 0U);
    out[i] = crc;
  }
  return out;
}
constexpr auto kTable = table();

}  // namespace

void ByteWriter::put(std::uint8_t byte) {
  sink_.put(byte);
  ++size_;
  crc_ ^= byte;
  crc_ = (crc_ >> 4) ^ kTable[crc_ & 15U];
  crc_ = (crc_ >> 4) ^ kTable[crc_ & 15U];
}

}  // namespace liftguard::clip
