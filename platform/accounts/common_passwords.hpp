// Passwords that are tried first (AC-3).
#pragma once

#include <string_view>

namespace liftguard::accounts {

// `lower` in lower case. Also true for a common password with digits, dots or underscores put behind or before it up to
// four, e.g. "password2024", and for a run or repetition such as "abc123456" or "a1a1a1".
[[nodiscard]] bool is_common_password(std::string_view lower);

}  // namespace liftguard::accounts
