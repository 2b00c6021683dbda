// What changed of monitors and their bindings, by number: for whoever keeps them in memory and must not be wrong about
// them inside a transaction.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"

namespace liftguard::registry {

struct BoundMonitor {
  std::string name;
  ElevatorId elevator;  // none: unbound
  UtcTime since;        // of the binding
};

// Grows with every change. Costs one row.
[[nodiscard]] std::int64_t newest_registry_change(storage::Session& session);

// Monitors that were added, bound or unbound after the change of that number, as they are now. -1: all monitors.
[[nodiscard]] std::vector<BoundMonitor> monitors_changed_after(storage::Session& session, std::int64_t change);

}  // namespace liftguard::registry
