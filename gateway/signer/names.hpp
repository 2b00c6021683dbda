// Which names the certificate authority puts its signature under; a monitor's: common/wire/names.hpp.
#pragma once

#include <string_view>

#include "common/base/result.hpp"

namespace liftguard::signer {

// [a-z0-9-]{1,32}
[[nodiscard]] Result<void> check_service_name(std::string_view name);

// A DNS name or an IPv4 address, as a client would write it in its configuration.
[[nodiscard]] Result<void> check_host_name(std::string_view host);

[[nodiscard]] bool is_ipv4(std::string_view host);

}  // namespace liftguard::signer
