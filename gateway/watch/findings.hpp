// What the auditor may find: things that must not be, however well every part believes itself to work. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"

namespace liftguard::gateway::watch {

enum class FindingKind : std::uint8_t {
  limit_overdue = 1,         // a limit of an open order should have passed and has not
  timer_overdue = 2,         // a durable timer of any kind is left lying
  order_untold = 3,          // an open order of which nobody was told
  notice_stuck = 4,          // claimed by a sender that never came back
  notice_untried = 5,        // written, due, and not tried by any sender, for the first time or again
  alarm_without_order = 6,   // an entrapment is stored and confirmed, and led to no order although it must (RS-3)
  records_unaccounted = 7,   // received and neither stored, repeated, set aside nor dropped (O10)
  thread_stuck = 8,          // a thread makes no progress (B19)
  disk_filling = 9,          // J4: less than a fifth is free where the database is
  notice_not_taken_on = 10,  // an alarm's notice did not arrive, and nobody tried the next channel (G1, G2)
  upload_stuck = 11,         // claimed by an uploader that never came back
  letter_unanswered = 12,    // RS-13: a dead letter of the alarm lane that nobody at the desk has looked at
  letter_unrung = 13         // one that did not even ring
};
inline constexpr std::array kFindingKinds{
    FindingKind::limit_overdue,       FindingKind::timer_overdue,  FindingKind::order_untold,
    FindingKind::notice_stuck,        FindingKind::notice_untried, FindingKind::alarm_without_order,
    FindingKind::records_unaccounted, FindingKind::thread_stuck,   FindingKind::disk_filling,
    FindingKind::notice_not_taken_on, FindingKind::upload_stuck,   FindingKind::letter_unanswered,
    FindingKind::letter_unrung};

[[nodiscard]] std::string_view name_of(FindingKind kind);  // also the metric's label

struct Finding {
  FindingKind kind = FindingKind::limit_overdue;
  std::int64_t count = 1;
  std::string detail{};  // the worst of them, for people who look: ids, names, how long

  bool operator==(const Finding&) const = default;
};

struct FindingText {
  std::string zh;
  std::string en;
};
[[nodiscard]] FindingText words_of(const Finding& finding);

// The desk alert's key: one a kind and hour, as long as it lasts.
[[nodiscard]] std::string alert_key(FindingKind kind, UtcTime now);

// How long each may take in health, beyond which it is found.
struct Patience {
  Milliseconds limit{5'000};       // lateness of limits, running (spec/faults.md, targets)
  Milliseconds timer{30'000};      // other timers wait behind a handler that fails, up to a minute between tries
  Milliseconds told{5'000};        // an order is told of in the transaction that makes it
  Milliseconds claim{30'000};      // beyond the claim's own lapse: the next sender takes it at once
  Milliseconds untried{60'000};    // NT-1 asks for seconds; a mass event may queue
  Milliseconds confirmed{5'000};   // an event leads to its order in the transaction that stores it; so a letter rings
  Milliseconds taken_on{30'000};   // beyond the time at which the next channel is due
  Milliseconds upload{60'000};     // beyond the claim's own lapse
  Milliseconds answered{180'000};  // it may mean people trapped, and an alarm is to be accepted within 3 min (RS-5)
};

}  // namespace liftguard::gateway::watch
