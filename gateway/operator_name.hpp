// Who sits at the host's command line, for the audit log.
#pragma once

#include <string>

namespace liftguard::gateway {

[[nodiscard]] std::string operator_name();  // whoever logged in to the host, also behind sudo

}  // namespace liftguard::gateway
