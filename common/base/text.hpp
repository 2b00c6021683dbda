// Text at the edges: UTF-8 that came from outside, and what may be shown of it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace liftguard {

[[nodiscard]] bool is_utf8(std::string_view text);  // well formed by RFC 3629, no surrogates, nothing overlong

// A copy that is valid UTF-8 of at most `max_bytes`, cut at a character: bad bytes become U+FFFD, control characters
// a space (nothing that came from outside may break a log line or an SMS).
[[nodiscard]] std::string printable(std::string_view text, std::size_t max_bytes);

}  // namespace liftguard
