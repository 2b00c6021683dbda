#include "gateway/watch/readiness.hpp"

#include <fmt/format.h>

namespace liftguard::gateway::watch {

std::string why_not_ready(const Standing& standing) {
  if (standing.unwritten > kWritableLately)
    return fmt::format("nothing was written to the database for {} s",
                       std::chrono::duration_cast<std::chrono::seconds>(standing.unwritten).count());
  if (!standing.leased) return "the lease has lapsed";
  if (standing.slots == 0) return "no slot is held";
  if (standing.sessions < standing.slots)
    return fmt::format("{} of {} slots have their session at the broker", standing.sessions, standing.slots);
  return {};
}

}  // namespace liftguard::gateway::watch
