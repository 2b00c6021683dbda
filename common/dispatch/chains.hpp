// The districts' escalation chains (rescue/escalation.hpp) as data with an effective date.
#pragma once

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/base/result.hpp"
#include "common/rescue/escalation.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

// Takes effect for orders opened at `from` or later; none as district: for all that have no chain of their own. The
// same chain as the one in force makes no new row. An empty chain is one: nobody is called by it. Refused:
// "bad_chain" with the reason.
[[nodiscard]] Result<void> put_chain(storage::Transaction& tx, DistrictId district, const rescue::Chain& chain,
                                     UtcTime from);

// Has the district one of its own in force?
[[nodiscard]] bool has_own_chain(storage::Session& session, DistrictId district, UtcTime at);

// In force at a time: the district's, else the one for all.
[[nodiscard]] rescue::Chain chain_at(storage::Session& session, DistrictId district, UtcTime at);

}  // namespace liftguard::dispatch
