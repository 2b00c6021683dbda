// Writing into the outbox, in the transaction of the cause. Used inside common/dispatch alone; sending: notices.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/dispatch/notices.hpp"
#include "common/registry/types.hpp"
#include "common/rescue/order.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

// An alarm that is not delivered goes on to the next channel after this (fault row G1).
inline constexpr Milliseconds kNextChannelAfter = std::chrono::seconds{30};

// What must still hold when a notice's turn comes; otherwise it is superseded (fault row G9).
enum class NoticeCondition : std::uint8_t {
  always = 0,
  order_open = 1,
  step_owed = 2,    // `level` has not come to `step` in `round`, or is not dispatched yet
  unopened = 3,     // no dispatcher has opened the order in `round` (RS-12)
  crew_needed = 4,  // the order is open, the dispatch of `level` needed, and still of this unit and `round` (0: any)
  help_owed = 5,    // no crew has come to `step` in `round`: for people outside the units
  called_off = 6    // the dispatch of `level` is not needed, and still of `round` (0: any); or is another unit's
};

struct NewNotice {
  std::string cause{};  // with recipient and channel: the idempotency key
  OrderId order{};
  NoticePriority priority = NoticePriority::alarm;
  NoticeCondition condition = NoticeCondition::always;
  std::string_view channel = kSms;
  std::optional<rescue::Level> level{};
  std::optional<rescue::Step> step{};
  int round = 0;
  std::string text{};
  bool carries = false;  // speaks for other orders as well: never merged, nor put off
  bool unnamed = false;  // and does not name this one's elevator
};

// One SMS or call to the contact; without a phone a row that says so, and an alert at the desk. The same cause, contact
// and channel again writes nothing.
void enqueue(storage::Transaction& tx, const NewNotice& notice, const registry::Contact& to, UtcTime now);

// The same for several.
struct Addressed {
  NewNotice notice{};
  registry::Contact to{};
};
void enqueue_all(storage::Transaction& tx, std::span<const Addressed> notices, UtcTime now);

}  // namespace liftguard::dispatch
