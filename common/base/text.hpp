// Text at the edges: UTF-8 that came from outside, what may be shown of it, and bytes as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace liftguard {

// Where the first byte is that is no part of a well formed character; none: all are.
[[nodiscard]] std::optional<std::size_t> first_bad_utf8(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text);  // well formed by RFC 3629, no surrogates, nothing overlong

// A copy that is valid UTF-8 of at most `max_bytes`, cut at a character: bad bytes become U+FFFD, control characters
// a space (nothing that came from outside may break a log line or an SMS).
[[nodiscard]] std::string printable(std::string_view text, std::size_t max_bytes);

// Two lower-case digits a byte, and back; none for anything that to_hex does not make.
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_hex(std::string_view digits);

}  // namespace liftguard
