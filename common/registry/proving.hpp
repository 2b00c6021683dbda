// DV-22: an elevator without a good self-test of its box for 72 h is *unproven*. The table self_tests.
//
// The 72 h run from the last good test, or from the binding where there was none since: a test in another shaft proves
// nothing here. Whether an elevator is unproven is decided by the clock at each look; `unproven_ms` only remembers that
// somebody was told.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"

namespace liftguard::registry {

inline constexpr Milliseconds kProvenFor = std::chrono::hours{72};

// Longer than 72 h: at the 72nd hour's last millisecond it is proven still.
[[nodiscard]] constexpr bool is_unproven(UtcTime counts_from, UtcTime now) {
  return now - counts_from > kProvenFor;
}
[[nodiscard]] constexpr UtcTime unproven_at(UtcTime counts_from) {
  return counts_from + kProvenFor + Milliseconds{1};
}

struct SelfTest {
  std::string monitor{};
  UtcTime happened{};
  std::string findings{};  // what it found wrong, as it is stored; empty: good
  std::string firmware{};
  std::optional<double> battery_volts{};
  std::optional<bool> mains{}, link_ok{};
  std::optional<Milliseconds> confirm{};
};

enum class Proof : std::uint8_t {
  unchanged = 0,
  proven_again = 1  // somebody had been told that it was unproven
};

// A test of a monitor that is known. One that comes late counts as of when it happened, and hides no newer one.
Proof note_self_test(storage::Transaction& tx, const SelfTest& test, UtcTime now);

struct Unproven {
  std::string monitor{};
  ElevatorId elevator{};
  std::string code{}, place{}, estate{};  // of the elevator
  UtcTime counts_from{};
  std::optional<UtcTime> last_good{};
  std::string findings{};  // of the newest test
};

// All that are unproven now, longest first.
[[nodiscard]] std::vector<Unproven> unproven_elevators(storage::Session& session, UtcTime now, int limit);
[[nodiscard]] int count_unproven(storage::Session& session, UtcTime now);

// Those of whom nobody was told yet, and the note that somebody was.
[[nodiscard]] std::vector<Unproven> newly_unproven(storage::Session& session, UtcTime now, int limit);
void note_unproven(storage::Transaction& tx, std::string_view monitor, UtcTime now);

// Their monitors, as far as somebody was told; in the order of their names.
[[nodiscard]] std::vector<std::string> known_unproven(storage::Session& session);

// When the next elevator becomes unproven unless its box tests itself before; none: no box is bound.
[[nodiscard]] std::optional<UtcTime> next_unproven(storage::Session& session);

}  // namespace liftguard::registry
