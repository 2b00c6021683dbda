#include "common/rescue/alarm.hpp"

namespace liftguard::rescue {

TrappedDecision decide_trapped(const TrappedFacts& facts) {
  if (!facts.elevator_known) return TrappedDecision::unknown_elevator;
  if (facts.order_open) {
    const bool same_incident =
        !facts.episode_numbered || facts.episode_ended || facts.episode_has_order || !facts.order_has_episode;
    return same_incident ? TrappedDecision::attach : TrappedDecision::new_cause;
  }
  if (facts.episode_has_order) return TrappedDecision::order_closed;
  return facts.episode_ended ? TrappedDecision::desk_only : TrappedDecision::open_order;
}

bool is_late(UtcTime happened, UtcTime received) {
  return received - happened > kLateAfter;
}

}  // namespace liftguard::rescue
