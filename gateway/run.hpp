// The gateway as a library: everything between the broker, the database and the SMS provider, until told to stop.
#pragma once

#include <functional>
#include <stop_token>

#include "gateway/config.hpp"
#include "gateway/fault_points.hpp"

namespace liftguard::gateway {

struct RunOptions {
  std::stop_token stop;
  std::function<void()> ready;  // called once, when it is subscribed on all slots that it holds
  FaultPoints faults;
};

// Returns within 2 s of the stop. Throws storage::Fenced when it was away for longer than its lease and others have
// taken its place: it has stopped acting by then, and is to be started again. Throws storage::DatabaseError (a database
// that is not there, of another schema, or that cannot be relied on any more) and whatever else ended one of its
// threads: nothing can be promised then, and the process should end.
void run(const Config& config, const RunOptions& options);

}  // namespace liftguard::gateway
