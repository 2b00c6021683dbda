// What the auditor may find: things that must not be, however well every part believes itself to work. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"

namespace liftguard::gateway::watch {

enum class FindingKind : std::uint8_t {
  limit_overdue = 1,        // a limit of an open order should have passed and has not
  timer_overdue = 2,        // a durable timer of any kind is left lying
  order_untold = 3,         // an open order of which nobody was told
  notice_stuck = 4,         // claimed by a sender that never came back
  notice_untried = 5,       // written, due, and not tried by any sender
  alarm_without_order = 6,  // an entrapment is stored and confirmed, and led to nothing
  records_unaccounted = 7,  // received and neither stored, repeated, set aside nor dropped (O10)
  thread_stuck = 8,         // a thread makes no progress (B19)
  disk_filling = 9          // J4: less than a fifth is free where the database is
};
inline constexpr std::array kFindingKinds{
    FindingKind::limit_overdue,       FindingKind::timer_overdue,  FindingKind::order_untold,
    FindingKind::notice_stuck,        FindingKind::notice_untried, FindingKind::alarm_without_order,
    FindingKind::records_unaccounted, FindingKind::thread_stuck,   FindingKind::disk_filling};

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
  Milliseconds limit{5'000};      // lateness of limits, running (spec/faults.md, targets)
  Milliseconds timer{30'000};     // other timers wait behind a handler that fails, up to a minute between tries
  Milliseconds told{5'000};       // an order is told of in the transaction that makes it
  Milliseconds claim{30'000};     // beyond the claim's own lapse: the next sender takes it at once
  Milliseconds untried{60'000};   // NT-1 asks for seconds; a mass event may queue
  Milliseconds confirmed{5'000};  // an event leads to its order in the transaction that stores it
};

}  // namespace liftguard::gateway::watch
