// HTTP of posts and escalation chains: what would happen now, by district. Read only; they are loaded from a town's
// file.
#pragma once

#include "platform/app/call.hpp"

namespace liftguard::faults {

[[nodiscard]] http::Response list_chains(app::Call& call);

}  // namespace liftguard::faults
