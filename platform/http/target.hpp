// The request target: decoded once, in one place, so that no two parts can read it differently (fault rows H13, H22).
#pragma once

#include <string_view>

#include "platform/http/message.hpp"

namespace liftguard::http {

// Fills path and query. False for anything but an origin-form target ("/path?query") whose decoded parts are UTF-8
// without control characters and whose segments hide no slash, backslash, "." or "..".
[[nodiscard]] bool decode_target(std::string_view target, Request& into);

}  // namespace liftguard::http
