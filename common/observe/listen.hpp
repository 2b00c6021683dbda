// "127.0.0.1:9101": where an endpoint listens, as configuration files and options say it.
#pragma once

#include <string_view>

#include "common/base/result.hpp"
#include "common/observe/endpoint.hpp"

namespace liftguard::observe {

// An IPv4 address, or an IPv6 one in brackets, and a port; port 0: any free one. Refusal "bad_listen" with what is
// needed.
[[nodiscard]] Result<EndpointOptions> parse_listen(std::string_view text);

}  // namespace liftguard::observe
