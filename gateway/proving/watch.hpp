// Elevators that become unproven (DV-22, fault row C11), by one durable timer: told at the desk as work to be done, and
// in the change log. Many at once (a broker or a provider failed) are told as one.
#pragma once

#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/registry/proving.hpp"
#include "common/storage/database.hpp"
#include "common/timers/loop.hpp"

namespace liftguard::gateway {

inline constexpr std::string_view kProofTimer = "proof";

// At the latest this long after the last look: what was bound meanwhile has 72 h anyway.
inline constexpr Milliseconds kLookAgain = std::chrono::hours{1};

// More than this at one look are told as one.
inline constexpr int kToldOneByOne = 10;

// Once at every start.
void arm_proof_timer(storage::Transaction& tx, UtcTime now);
void handle_proof_timer(timers::TimerLoop& loop);

// It has proven itself again after somebody had been told.
void tell_proven(storage::Transaction& tx, ElevatorId elevator, std::string_view monitor, UtcTime now);

// The verb `unproven`: one elevator on two lines, times in UTC+8.
[[nodiscard]] std::string describe(const registry::Unproven& elevator);

}  // namespace liftguard::gateway
