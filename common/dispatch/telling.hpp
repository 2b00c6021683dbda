// From what happened to an order to everything that is written of it: time line, SMS, desk alerts, change log. One
// place, so that whoever caused it (alarm, limit, person), the same people hear the same. Used inside common/dispatch
// alone.
#pragma once

#include <span>
#include <string>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/dispatch/order_record.hpp"
#include "common/rescue/rules.hpp"
#include "common/storage/audit.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

struct Telling {
  UtcTime now{};
  storage::Actor actor{};  // empty: the system
  std::string remark{};
  EventId alarm{};            // that caused it
  std::string request_key{};  // of the client's request that caused it; kept with the first entry
  std::string request_hash{};
};

// After the order has been written.
void tell(storage::Transaction& tx, const OrderRecord& record, const rescue::Happenings& happenings,
          const Telling& telling);

// The same for several orders, all at one time.
struct Tale {
  const OrderRecord& record;
  const rescue::Happenings& happenings;
  const Telling& telling;
};
void tell_all(storage::Transaction& tx, std::span<const Tale> tales);

}  // namespace liftguard::dispatch
