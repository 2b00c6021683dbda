// How long a unit's crews usually take in a district (rescue/forecast.hpp): medians of their latest rescues, kept in a
// table that a nightly round brings up to date, one unit at a time.
#pragma once

#include <optional>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/rescue/forecast.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

inline constexpr std::string_view kNightlyTimer = "nightly";  // `subject`: the unit that was dealt with last

// From the unit's last 200 dispatches that ended in a rescue: at least 5 in a district, else the defaults stand.
void learn_times(storage::Transaction& tx, UnitId unit, UtcTime now);

// Begins a round over all units at `at`, unless one is under way.
void arm_nightly_round(storage::Transaction& tx, UtcTime at);

// The next unit's times and contacts (contact_check.hpp); after the last one the round ends until tomorrow.
void nightly_turn(storage::Transaction& tx, UnitId after, UtcTime now);

}  // namespace liftguard::dispatch
