// Which names the certificate authority puts its signature under.
#pragma once

#include <string_view>

#include "common/base/result.hpp"

namespace liftguard::signer {

// A monitor's name becomes user name, client id and a level of its topics: [A-Za-z0-9-]{1,32}, and never a name that a
// service's session could have ("gateway-31": the broker makes the common name the client id, fault row E14).
[[nodiscard]] Result<void> check_monitor_name(std::string_view name);

// [a-z0-9-]{1,32}
[[nodiscard]] Result<void> check_service_name(std::string_view name);

// A DNS name or an IPv4 address, as a client would write it in its configuration.
[[nodiscard]] Result<void> check_host_name(std::string_view host);

[[nodiscard]] bool is_ipv4(std::string_view host);

}  // namespace liftguard::signer
