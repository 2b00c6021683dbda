#include "platform/http/security_headers.hpp"

#include <algorithm>

namespace liftguard::http {

namespace {

void add_missing(Response& response, std::string_view name, std::string_view value) {
  const bool there = std::any_of(response.headers.begin(), response.headers.end(),
                                 [&](const auto& header) { return header.first == name; });
  if (!there) response.headers.emplace_back(name, value);
}

}  // namespace

void add_security_headers(Response& response, Transport transport) {
  add_missing(response, "X-Content-Type-Options", "nosniff");
  add_missing(response, "Referrer-Policy", "same-origin");
  add_missing(response, "Cross-Origin-Opener-Policy", "same-origin");
  add_missing(response, "Cross-Origin-Resource-Policy", "same-origin");
  add_missing(response, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  add_missing(response, "Cache-Control", "no-store");
  if (transport == Transport::tls_in_front) {
    add_missing(response, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  }
}

}  // namespace liftguard::http
