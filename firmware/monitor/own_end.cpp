#include "firmware/monitor/own_end.hpp"

#include "firmware/monitor/commands/rebooting.hpp"

namespace liftguard::monitor {

bool OwnEnd::choose(RunEnd end) {
  auto nothing = RunEnd::none;
  return chosen_.compare_exchange_strong(nothing, end);
}

bool OwnEnd::choose_if_idle(RunEnd end) {
  return !too_busy_to_end(store_) && choose(end);
}

}  // namespace liftguard::monitor
