// What the auditor asks the database: each question is a Finding or none, and costs what is open, not what is kept.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"
#include "gateway/watch/clock_rules.hpp"
#include "gateway/watch/findings.hpp"

namespace liftguard::gateway::watch {

[[nodiscard]] std::optional<Finding> overdue_limits(storage::Session& session, UtcTime now, const Patience& patience);
[[nodiscard]] std::optional<Finding> untold_orders(storage::Session& session, UtcTime now, const Patience& patience);
[[nodiscard]] std::optional<Finding> stuck_notices(storage::Session& session, UtcTime now, const Patience& patience);
[[nodiscard]] std::optional<Finding> untried_notices(storage::Session& session, UtcTime now, const Patience& patience);

// Of the kinds of one loop; `after`: what is held on purpose up to there does not count (fault row D2).
[[nodiscard]] std::optional<Finding> overdue_timers(storage::Session& session, std::span<const std::string> kinds,
                                                    UtcTime after, UtcTime now, const Patience& patience);

[[nodiscard]] std::optional<Finding> notices_not_taken_on(storage::Session& session, UtcTime now,
                                                          const Patience& patience);
[[nodiscard]] std::optional<Finding> stuck_uploads(storage::Session& session, UtcTime now, const Patience& patience);
[[nodiscard]] std::optional<Finding> unanswered_letters(storage::Session& session, UtcTime now,
                                                        const Patience& patience);

// Among those received from `since` on. Without an order are entrapments in a known elevator whose end is not known:
// the others ring at the desk (RS-13, fault row E15).
[[nodiscard]] std::optional<Finding> alarms_without_order(storage::Session& session, UtcTime since, UtcTime now,
                                                          const Patience& patience);

// Of registered boxes, on the alarm lane, also from `since` on. What came before a box was registered was rung for
// then, if it concerned people (fault row E15).
[[nodiscard]] std::optional<Finding> unrung_letters(storage::Session& session, UtcTime since, UtcTime now,
                                                    const Patience& patience);

// The orders of overdue_limits, longest overdue first.
[[nodiscard]] std::vector<OrderId> orders_overdue(storage::Session& session, UtcTime now, const Patience& patience,
                                                  int limit);

// Where the clocks stood, a row a host (clock_rules.hpp).
void write_mark(storage::Transaction& tx, const std::string& host, const ClockMark& mark);
[[nodiscard]] std::optional<ClockMark> mark_of(storage::Session& session, const std::string& host);
[[nodiscard]] std::optional<UtcTime> newest_mark(storage::Session& session);  // of any host

}  // namespace liftguard::gateway::watch
