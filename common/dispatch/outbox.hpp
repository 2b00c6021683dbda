// Writing into the outbox, in the transaction of the cause. Used inside common/dispatch alone; sending: notices.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/registry/types.hpp"
#include "common/rescue/order.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

enum class NoticePriority : std::uint8_t { alarm = 1, reminder = 2, information = 3 };

// What must still hold when a notice's turn comes; otherwise it is superseded (fault row G9).
enum class NoticeCondition : std::uint8_t {
  always = 0,
  order_open = 1,
  step_owed = 2  // `level` has not come to `step` in `round`
};

struct NewNotice {
  std::string cause{};  // with recipient and channel: the idempotency key
  OrderId order{};
  NoticePriority priority = NoticePriority::alarm;
  NoticeCondition condition = NoticeCondition::always;
  std::optional<rescue::Level> level{};
  std::optional<rescue::Step> step{};
  int round = 0;
  std::string text{};
};

// One SMS to the contact; without a phone a row that says so, and an alert at the desk. The same cause, contact and
// channel again writes nothing.
void enqueue(storage::Transaction& tx, const NewNotice& notice, const registry::Contact& to, UtcTime now);

}  // namespace liftguard::dispatch
