// Carries a roll-out on: one durable timer a roll-out, every kTickEvery while it runs. A tick takes in the boxes of the
// stage, offers them the image, looks for those that fell silent, judges, and goes to the next stage or halts. What
// halts by itself rings at the desk and waits for a person.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/storage/audit.hpp"
#include "common/storage/database.hpp"
#include "common/timers/loop.hpp"
#include "gateway/rollout/store.hpp"

namespace liftguard::gateway {

inline constexpr std::string_view kRolloutTimer = "rollout";
inline constexpr Milliseconds kTickEvery = std::chrono::seconds{5};

// Of one tick: a write transaction stays under 20 ms.
inline constexpr int kLookedAtOnce = 200;  // boxes
inline constexpr int kOfferedAtOnce = 20;

// Downloading at one time, over all boxes; one that has not moved for kStalls gives its place to another.
inline constexpr int kMostBusy = 200;
inline constexpr Milliseconds kStalls = std::chrono::minutes{30};

// How long an offer is good for; a box that has not answered by then is offered the image again.
inline constexpr Milliseconds kOfferLasts = std::chrono::hours{24};

// A box that had to be left alone (busy, in safe mode, what it had received is lost) is asked again after this.
inline constexpr Milliseconds kOfferAgain = std::chrono::minutes{1};

// A box that has the image, and of which nobody has heard for so long, counts as failed.
inline constexpr Milliseconds kSilentFails = std::chrono::hours{1};

// Since when a monitor is not there; none: it is there, or was never heard of.
using AwaySince = std::function<std::optional<UtcTime>(storage::Session& session, std::string_view monitor)>;

void handle_rollout_timer(timers::TimerLoop& loop, AwaySince away_since);

// The first tick comes at once. Refusals: those of insert_rollout.
[[nodiscard]] Result<RolloutId> start_rollout(storage::Transaction& tx, ImageId image, const RolloutLimits& limits,
                                              const storage::Actor& by, UtcTime now);

// What a person decides. Refusals: "not_found", "bad_state".
enum class Decision : std::uint8_t {
  resume = 1,  // a halted one goes on; what had failed by then is forgiven, its stage begins anew
  halt = 2,    // a running one: nothing is offered or sent any more
  cancel = 3,  // for good
};
[[nodiscard]] Result<void> decide(storage::Transaction& tx, RolloutId id, Decision decision, const storage::Actor& by,
                                  UtcTime now);

}  // namespace liftguard::gateway
