#include "common/storage/sqlstate.hpp"

#include <algorithm>
#include <array>

namespace liftguard::storage {

namespace {

// Idle in a transaction, and idle in a session, for too long.
constexpr std::array<std::string_view, 2> kEndedBefore{"25P03", "57P05"};

// "cached plan must not change result type" has no state of its own.
constexpr std::string_view kFeatureNotSupported = "0A000";

constexpr std::array<std::string_view, 12> kAgain{
    "25P03", "57P05",  // the session was ended for idling
    "55P03",           // a lock was not to be had in time
    "57014",           // a statement took too long
    "40001", "40P01",  // serialization, deadlock
    "57P01", "57P02",  // the server is being stopped, or another of its processes crashed
    "57P03",           // it is starting
    "53300",           // too many connections
    "53200",           // out of memory: of the server's, at this moment
    "25006",           // a standby that is not promoted yet
};

}  // namespace

Trouble judge_sqlstate(std::string_view state) {
  if (state.starts_with("08") || std::ranges::find(kAgain, state) != kAgain.end()) return Trouble::again;
  if (state == kFeatureNotSupported) return Trouble::stale;
  if (state.starts_with("22") || state.starts_with("23")) return Trouble::conflict;
  return Trouble::broken;
}

bool ended_before_command(std::string_view state) {
  return std::ranges::find(kEndedBefore, state) != kEndedBefore.end();
}

}  // namespace liftguard::storage
