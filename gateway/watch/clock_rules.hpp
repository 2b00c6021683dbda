// Has the database's clock jumped while no gateway ran (fault row D2)? Pure.
//
// A gateway notes now and then what its civil clock and its host's uptime say. While the host's kernel is the same, the
// uptime tells how long the gateway was really away, and a jump shows exactly. After a reboot only what cannot be is
// told: time that went back, or a gap longer than a gateway would be left dead.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "common/base/clock.hpp"

namespace liftguard::gateway::watch {

struct ClockMark {
  std::string boot;   // of the host's kernel
  UtcTime at;         // by the civil clock
  SteadyTime uptime;  // of the host

  bool operator==(const ClockMark&) const = default;
};

inline constexpr Milliseconds kAskAbove = std::chrono::minutes{10};          // fault row D2
inline constexpr Milliseconds kLongestAbsence = std::chrono::hours{24 * 7};  // after a reboot: more is no downtime

// By how much the clock has jumped, when it is more than the desk may be left unasked; none: it has not, as far as can
// be told. `own`: the mark of this host; `newest`: of any host; `now`: this start, by the database's clock.
[[nodiscard]] std::optional<Milliseconds> jump_while_away(const std::optional<ClockMark>& own,
                                                          std::optional<UtcTime> newest, const ClockMark& now);

// /proc/sys/kernel/random/boot_id; empty where there is none: no two of them are the same then.
[[nodiscard]] std::string boot_id();
[[nodiscard]] std::string host_name();

}  // namespace liftguard::gateway::watch
