// What rings at the dispatcher's desk, until somebody acknowledges it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/base/result.hpp"
#include "common/storage/audit.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

using AlertId = Id<struct AlertTag>;

enum class AlertKind : std::uint8_t {
  new_order = 1,
  new_cause = 2,
  limit_passed = 3,
  no_second_level = 4,
  nobody_to_dispatch = 5,
  alarm_button = 6,
  fault = 7,                // a fault that rings: overspeed, over-travel, door open outside the zone
  late_over = 8,            // a late alarm whose end is already known (RS-13)
  unknown_monitor = 9,      // fault row E15
  damaged_record = 10,      // a dead letter of the alarm lane (RS-13)
  notice_failing = 11,      // NT-2
  no_phone = 12,            // fault row G6
  episode_still_open = 13,  // RS-9
  alarm_after_closing = 14,
  confirm_dispatch = 15,  // RS-3: a dispatcher confirms first
  recovered = 16,
  clock_jumped = 17,      // fault row D2
  self_test_failed = 18,  // DV-22: it came, and told of something broken
  unproven = 19,          // DV-22: no good self-test for 72 h (fault row C11)
  passenger_hurt = 20,    // somebody in the car answered so
  rollout_halted = 21,    // too many boxes failed with a new firmware
  box_failing = 22,       // its health report tells of something that needs a hand
  watch_found = 23,       // the gateway's auditor found what must not be
  box_silent = 24,        // nobody watches its lift, or those of many (fault row C12)
  not_opened = 30,        // RS-12: no dispatcher has opened the order in time
  escalated = 31,         // a step of the district's chain that is the desk's
  unreachable = 32,       // fault row G8: neither SMS nor call arrived; phone at once
  incident = 33,          // many entrapments of one cause
  reopened = 34,          // RS-2: 救出 was taken back
  revoked_alarm = 40,     // a box that was revoked sent an alarm (fault row E10)
  expiring = 41           // a certificate, authority or revocation list ends soon (fault row J4)
};
[[nodiscard]] std::string_view name_of(AlertKind kind);

struct DeskAlert {
  AlertKind kind = AlertKind::new_order;
  std::string key{};  // the same key rings once, ever: "<cause>"
  OrderId order{};
  ElevatorId elevator{};
  std::string monitor{};
  std::string text_zh{};
  std::string text_en{};
};

struct StoredAlert {
  AlertId id{};
  DeskAlert alert{};
  UtcTime raised{};
  std::optional<UtcTime> acknowledged{};
  std::string acknowledged_by{};
};

// None when this key has rung before.
std::optional<AlertId> ring(storage::Transaction& tx, const DeskAlert& alert, UtcTime now);

// The same for several.
std::vector<std::optional<AlertId>> ring_all(storage::Transaction& tx, std::span<const DeskAlert> alerts, UtcTime now);

// As above, but none also while an alert of this kind for this elevator and monitor still rings: a box that repeats
// itself fills no desk (fault row E16).
std::optional<AlertId> ring_unless_ringing(storage::Transaction& tx, const DeskAlert& alert, UtcTime now);

// What is no longer so needs nobody's acknowledgement: open alerts of this kind for this elevator and monitor end, by
// nobody's name.
void withdraw_alerts(storage::Transaction& tx, AlertKind kind, ElevatorId elevator, std::string_view monitor,
                     UtcTime now);

// The same for those of this kind about an order.
void end_alerts(storage::Transaction& tx, AlertKind kind, OrderId order, UtcTime now);

// Refused: "not_found". Acknowledging twice keeps the first name.
[[nodiscard]] Result<StoredAlert> acknowledge_alert(storage::Transaction& tx, AlertId id, const storage::Actor& actor,
                                                    UtcTime now);

// By a person, or withdrawn.
[[nodiscard]] bool is_acknowledged(storage::Session& session, AlertId id);

// Does any alert of this kind wait for its acknowledgement?
[[nodiscard]] bool is_ringing(storage::Session& session, AlertKind kind);

enum class AlertFilter : std::uint8_t { open = 1, all = 2 };

// Newest first. Below `before` when given: pages by key.
[[nodiscard]] std::vector<StoredAlert> desk_alerts(storage::Session& session, AlertFilter filter, int limit,
                                                   std::optional<AlertId> before = std::nullopt);

}  // namespace liftguard::dispatch
