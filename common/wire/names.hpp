// Which names a monitor may have. Its name is its identity everywhere: certificate, client id, level of its topics.
#pragma once

#include <string_view>

#include "common/base/result.hpp"

namespace liftguard::wire {

// [A-Za-z0-9-]{1,32}, and never one that a service's session could have: the broker makes the common name the client
// id, and a box called "gateway-31" would take that session over (fault row E14). Refusals "bad_name", "reserved_name",
// in words for whoever chose the name.
[[nodiscard]] Result<void> check_monitor_name(std::string_view name);

}  // namespace liftguard::wire
