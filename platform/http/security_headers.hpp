// The headers that every answer carries, whatever it is (fault row H29).
#pragma once

#include <cstdint>
#include <string_view>

#include "platform/http/message.hpp"

namespace liftguard::http {

// How browsers reach us. `loopback_http` is for a machine of one's own: no HSTS, no Secure cookies.
enum class Transport : std::uint8_t { tls_in_front, loopback_http };

// The policy of pages: nothing from another origin, no inline script or style, no eval.
inline constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'";

// The phone's scanner compiles WebAssembly; nothing else differs.
inline constexpr std::string_view kScannerPagePolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'";

// Adds what is missing: a handler's own Cache-Control or Content-Security-Policy stays.
void add_security_headers(Response& response, Transport transport);

}  // namespace liftguard::http
