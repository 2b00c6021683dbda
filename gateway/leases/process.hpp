// Which process a membership belongs to, so that one that has certainly ended need not be waited for: a gateway that
// was killed and started again on the same machine goes on at once, not after the ten seconds of its former lease.
#pragma once

#include <string>
#include <string_view>

namespace liftguard::gateway::leases {

// "<boot id>/<pid namespace>/<pid>/<start time in ticks since the boot>" of this process; empty where /proc does not
// tell, and then nobody can know of its end.
[[nodiscard]] std::string this_process();

// True only if `process` ran on this machine since its last boot, in this pid namespace, and does not run any more:
// there is no such pid, or it is another process's now, or a zombie's. Whatever cannot be known is false; so is a
// process that is stopped.
[[nodiscard]] bool has_ended(std::string_view process);

}  // namespace liftguard::gateway::leases
