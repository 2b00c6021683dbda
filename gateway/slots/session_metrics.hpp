// The tallies of the sessions as metrics, a broker each.
#pragma once

#include "common/observe/metrics.hpp"
#include "gateway/slots/sessions.hpp"

namespace liftguard::gateway {

// `sessions` outlives whoever collects.
void add_session_metrics(const Sessions& sessions, observe::Metrics& metrics);

}  // namespace liftguard::gateway
