// Follows the change log and hands each change, with its order as it is now, to the hub.
#pragma once

#include <cstdint>

#include "common/base/clock.hpp"
#include "common/storage/changes.hpp"
#include "common/storage/database.hpp"
#include "platform/live/hub.hpp"

namespace liftguard::live {

// How many changes before the start are kept for browsers that come back after a restart.
inline constexpr std::int64_t kRemembered = 1000;

// The number after which a feed begins, so that what was missed over a restart is still at hand.
[[nodiscard]] std::int64_t first_change_to_remember(storage::Session& session);

// Used by one thread. step() costs microseconds while nobody commits.
class Feed {
 public:
  // `hub` was made with `start`.
  Feed(storage::Database& database, const CivilClock& clock, Hub& hub, std::int64_t start)
      : database_(database), clock_(clock), hub_(hub), seq_(start) {}

  // Publishes what has been committed since the last step; gives the number of changes. Throws DatabaseError.
  std::size_t step();

 private:
  std::size_t publish_batch();

  storage::Database& database_;
  const CivilClock& clock_;
  Hub& hub_;
  std::int64_t seq_;
  std::int64_t version_ = -1;
};

}  // namespace liftguard::live
