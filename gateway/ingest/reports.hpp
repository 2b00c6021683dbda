// Records that are no events: what a box says of itself and in answer to the cloud. Each goes, in the transaction that
// stores it, to whoever owns what it tells.
#pragma once

#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"
#include "common/wire/state.hpp"
#include "common/wire/up.hpp"

namespace liftguard::gateway {

struct ReportContext {
  EventId id;  // of the stored record
  UtcTime happened;
  UtcTime now;
};

enum class Reported : std::uint8_t {
  nothing = 0,  // no report
  taken = 1,
  order_told = 2,  // taken, and it concerns an order
};

// `log`: lines for when the transaction is committed.
[[nodiscard]] Reported take_report(storage::Transaction& tx, const wire::Envelope& envelope,
                                   const ReportContext& context, std::vector<std::string>& log);

// What a birth says besides that the box is there.
void take_birth(storage::Transaction& tx, const std::string& monitor, const wire::Birth& birth, UtcTime now);

}  // namespace liftguard::gateway
