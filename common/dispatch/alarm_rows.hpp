// Rows of alarms and of the boxes' episodes. Used inside common/dispatch alone.
#pragma once

#include <optional>

#include "common/dispatch/alarms.hpp"
#include "common/dispatch/seen.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

// What was made of this record before, if it was.
[[nodiscard]] std::optional<AlarmOutcome> find_alarm(storage::Session& session, const Alarm& alarm);
void insert_alarm(storage::Transaction& tx, const Alarm& alarm, const AlarmOutcome& outcome);
[[nodiscard]] Seen read_seen(storage::Session& session, EventId alarm);

struct Episode {
  OrderId order{};
  std::optional<UtcTime> began{}, ended{};
};

// None also for an alarm that belongs to no episode.
[[nodiscard]] std::optional<Episode> find_episode(storage::Session& session, const Alarm& alarm);

// Adds what is new; a known order, beginning or end stays as it is.
void put_episode(storage::Transaction& tx, const Alarm& alarm, const Episode& episode);

// The episodes of an order, but for that of `alarm`.
struct OtherEpisodes {
  bool any = false;
  bool open = false;
  std::optional<UtcTime> last_ended{};
};
[[nodiscard]] OtherEpisodes other_episodes(storage::Session& session, OrderId order, const Alarm& alarm);
[[nodiscard]] bool has_open_episode(storage::Session& session, OrderId order);

}  // namespace liftguard::dispatch
