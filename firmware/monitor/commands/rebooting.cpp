#include "firmware/monitor/commands/rebooting.hpp"

namespace liftguard::monitor {

std::optional<Answer> too_busy_to_end(Store& store) {
  using wire::CommandOutcome;
  const std::lock_guard lock(store.mutex);
  if (!store.kept.episodes.open().empty()) return Answer{CommandOutcome::busy, "有未结束的报警 an alarm is open"};
  if (store.standing == false) return Answer{CommandOutcome::busy, "轿厢运行中 the car is moving"};
  return std::nullopt;
}

}  // namespace liftguard::monitor
