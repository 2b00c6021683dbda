#include "gateway/signer/names.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include <arpa/inet.h>

namespace liftguard::signer {

namespace {

constexpr std::size_t kMaxName = 32;
constexpr std::size_t kMaxHost = 253;  // RFC 1035, 2.3.4
constexpr std::size_t kMaxLabel = 63;

constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > kMaxLabel || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return is_lower(c) || is_upper(c) || is_digit(c) || c == '-'; });
}

}  // namespace

Result<void> check_service_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxName) return refuse("bad_name", "a service's name has 1 to 32 characters");
  if (!std::all_of(name.begin(), name.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '-'; }))
    return refuse("bad_name", "a service's name has letters a-z, digits and hyphens only");
  return {};
}

bool is_ipv4(std::string_view host) {
  in_addr address{};
  return ::inet_pton(AF_INET, std::string(host).c_str(), &address) == 1;
}

Result<void> check_host_name(std::string_view host) {
  if (is_ipv4(host)) return {};
  if (host.empty() || host.size() > kMaxHost) return refuse("bad_host", "a host name has 1 to 253 characters");
  for (std::string_view rest = host;;) {
    const std::size_t dot = rest.find('.');
    if (!is_label(rest.substr(0, dot))) return refuse("bad_host", "not a DNS name: " + std::string(host));
    if (dot == std::string_view::npos) return {};
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace liftguard::signer
