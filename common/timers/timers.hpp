// Durable timers: a row says what falls due and when, and stays until it has fired. The loop (loop.hpp) fires them.
//
// A timer is known by (kind, subject); arming it again moves it. Firing deletes the row in the transaction that does
// what the timer is for: once, whichever process does it, also after a restart.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"

namespace liftguard::timers {

struct Timer {
  std::string kind{};        // "order", "ring_again", ...
  std::int64_t subject = 0;  // an id
  UtcTime due{};             // fires at this time or later, never before
};

void arm(storage::Transaction& tx, const Timer& timer);
void arm_all(storage::Transaction& tx, std::span<const Timer> timers);
void cancel(storage::Transaction& tx, std::string_view kind, std::int64_t subject);

[[nodiscard]] std::optional<UtcTime> due_time(storage::Session& session, std::string_view kind, std::int64_t subject);

// The next timers of a kind that fall due after a time, soonest first; at most `limit`.
[[nodiscard]] std::vector<Timer> next_timers(storage::Session& session, std::string_view kind, int limit,
                                             UtcTime after = UtcTime::min());

// Of a kind, due at this time or before.
[[nodiscard]] std::int64_t count_due(storage::Session& session, std::string_view kind, UtcTime until);

// Takes those rows away that are still there with this due time: whoever gets true fires it. No timer twice.
[[nodiscard]] std::vector<bool> take_all(storage::Transaction& tx, std::span<const Timer> timers);

}  // namespace liftguard::timers
