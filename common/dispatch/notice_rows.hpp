// What the parts of the outbox share: whether a notice is still true, and who is told of its fate. Used inside
// common/dispatch alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/dispatch/notices.hpp"
#include "common/dispatch/outbox.hpp"
#include "common/storage/changes.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

// The provider's report is waited for this long before somebody else is told (fault row G2).
inline constexpr Milliseconds kReportWithin = std::chrono::seconds{60};

// By what a notice's condition is judged: of its order, and of the dispatch of its level.
struct Standing {
  NoticeCondition condition = NoticeCondition::always;
  int step = 0, round = 0;                    // of the notice
  bool open = false;                          // the order
  int order_step = 0;                         // the furthest of its dispatches that are needed
  int dispatch_step = 0, dispatch_round = 0;  // 0: not dispatched
  bool not_needed = false;                    // the dispatch: also when it was withdrawn
  bool other_unit = false;                    // it is no longer of the unit of who is told
  bool desk_opened = false;                   // in the notice's round

  [[nodiscard]] bool holds() const;

  // Nobody else need be told: it holds no more, or the crew that it called has accepted.
  [[nodiscard]] bool answered() const;
};

// Its columns, in the order of read_standing, with n, o (orders), d (dispatches), k (contacts) and p
// (order_openings) joined:
#define LIFTGUARD_NOTICE_STANDING                                                                                \
  "n.condition, n.step, n.round, case when o.id is not null and o.closed_ms is null then 1 else 0 end, o.step, " \
  "d.step, d.round, case when d.not_needed = 1 then 1 else 0 end, "                                              \
  "case when k.unit_id <> d.unit_id then 1 else 0 end, "                                                         \
  "case when p.order_id is null then 0 else 1 end "
#define LIFTGUARD_NOTICE_JOINS                                               \
  "left join orders o on o.id = n.order_id "                                 \
  "left join dispatches d on d.order_id = n.order_id and d.level = n.level " \
  "left join contacts k on k.id = n.contact_id "                             \
  "left join order_openings p on p.order_id = n.order_id and p.round = n.round "
[[nodiscard]] Standing read_standing(storage::Row& row);

// For the change log: the order's notices look different now.
[[nodiscard]] storage::Change notice_change(OrderId order, NoticeId id, NoticeState state);
void note_notice(storage::Transaction& tx, OrderId order, NoticeId id, NoticeState state, UtcTime now);

// A step was taken back: what it had made untrue before it could be sent, and was owed because of it, waits for its
// turn again.
void revive_notices(storage::Transaction& tx, OrderId order, UtcTime now);

// NT-2: shown at once; dispatchers are told to phone. Once for a key.
void ring_failing(storage::Transaction& tx, OrderId order, std::string_view name, std::string_view phone,
                  std::string_view key, UtcTime now);

}  // namespace liftguard::dispatch
