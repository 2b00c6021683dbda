// The two checksums of the wire and the journal.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace liftguard {

// CRC-32C (Castagnoli, RFC 3720 appendix B.4); "123456789" -> 0xE3069283.
[[nodiscard]] std::uint32_t crc32c(std::span<const std::uint8_t> bytes);

// CRC-16/CCITT-FALSE; "123456789" -> 0x29B1.
[[nodiscard]] std::uint16_t crc16_ccitt_false(std::string_view text);

}  // namespace liftguard
