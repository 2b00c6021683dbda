// What a self-test proves (DV-22). That it came through the alarm lane proves the way; what it tells of the box must be
// good as well.
#pragma once

#include <string>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"
#include "common/wire/up.hpp"

namespace liftguard::gateway {

// What is wrong, as codes ("storage,sensor:door"); empty: a good test. Mains, battery and temperature condemn none:
// they have alarms of their own. Nor does a link that was down at that moment: this record is its proof.
[[nodiscard]] std::string findings_of(const wire::Body& body);

[[nodiscard]] std::string findings_chinese(const std::string& findings);
[[nodiscard]] std::string findings_english(const std::string& findings);

struct SelfTestContext {
  ElevatorId elevator;  // none: unbound
  OrderId order;        // the test order that was made of it
  UtcTime happened;
  UtcTime now;
};

// Stores what the test told and what it proves. A failed one rings at the desk until a good one comes, which also ends
// the alert that the elevator is unproven. Bodies that are no self-test, and those of other lanes, are passed over.
void take_self_test(storage::Transaction& tx, const wire::Envelope& envelope, const SelfTestContext& context);

}  // namespace liftguard::gateway
