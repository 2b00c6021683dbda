// HTTP of mass incidents and of contacts that could not be reached, for the desk.
#pragma once

#include "platform/app/call.hpp"

namespace liftguard::faults {

[[nodiscard]] http::Response list_incidents(app::Call& call);
[[nodiscard]] http::Response get_incident(app::Call& call);
[[nodiscard]] http::Response list_contact_findings(app::Call& call);

}  // namespace liftguard::faults
