// When the live session of a revoked box is cut (fault row E10). Pure.
#pragma once

#include <chrono>
#include <optional>

#include "common/base/clock.hpp"

namespace liftguard::gateway::revocation {

// Until the broker has the new revocation list the box comes back after each cut; so it is cut again for this long,
// whether it says anything or not, and later whenever it does say something.
inline constexpr std::chrono::minutes kCutFor{5};
inline constexpr std::chrono::seconds kCutApart{10};

struct CutFacts {
  UtcTime revoked{};
  std::optional<UtcTime> heard{};  // its last message that was refused
  std::optional<UtcTime> cut{};    // the last time
};

[[nodiscard]] inline bool is_cut_due(const CutFacts& facts, UtcTime now) {
  if (!facts.cut) return facts.heard || now - facts.revoked <= kCutFor;
  if (now - *facts.cut < kCutApart) return false;
  return now - facts.revoked <= kCutFor || (facts.heard && *facts.heard > *facts.cut);
}

}  // namespace liftguard::gateway::revocation
