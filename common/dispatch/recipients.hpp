// Whom a step of a chain calls: by the elevator's units and the district's posts, as they stand now. The same answer
// for an order in hand and for the question what would happen (foresight.hpp).
#pragma once

#include <vector>

#include "common/base/id.hpp"
#include "common/registry/types.hpp"
#include "common/rescue/escalation.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

// Where people are trapped, and who answers for it there.
struct RescuePlace {
  DistrictId district{};
  ElevatorId elevator{};  // none: those that a unit has for all its elevators
  UnitId first{};         // none: nobody, or its dispatch was withdrawn
  UnitId second{};
};

// The rescue contacts of a unit (RS-3); the managers where it has none.
[[nodiscard]] std::vector<registry::Contact> rescuers_of(storage::Session& session, UnitId unit, ElevatorId elevator);

[[nodiscard]] std::vector<registry::Contact> rescuers_among(std::vector<registry::Contact> contacts);

// Posts come as contacts of their own ids. Empty: there is nobody to call.
[[nodiscard]] std::vector<registry::Contact> recipients_of(storage::Session& session, const rescue::Chain& chain,
                                                           const rescue::ChainStep& step, const RescuePlace& place);

}  // namespace liftguard::dispatch
