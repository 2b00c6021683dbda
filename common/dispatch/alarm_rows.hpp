// Rows of alarms and of the boxes' episodes. Used inside common/dispatch alone.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "common/dispatch/alarms.hpp"
#include "common/dispatch/seen.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

// What was made of this record before, if it was.
[[nodiscard]] std::optional<AlarmOutcome> find_alarm(storage::Session& session, const Alarm& alarm);
void insert_alarm(storage::Transaction& tx, const Alarm& alarm, const AlarmOutcome& outcome);
[[nodiscard]] Seen read_seen(storage::Session& session, EventId alarm);
[[nodiscard]] std::vector<Seen> read_seen_each(storage::Session& session, std::span<const EventId> alarms);

struct Episode {
  OrderId order{};
  std::optional<UtcTime> began{}, ended{};
};

// Which of all boxes' episodes: they are numbered within a journal (fault row C5).
struct EpisodeKey {
  std::string_view monitor{};
  std::uint64_t journal = 0;
  std::uint64_t number = 0;
};
[[nodiscard]] std::optional<Episode> find_episode(storage::Session& session, const EpisodeKey& key);

// None also for an alarm that belongs to no episode.
[[nodiscard]] std::optional<Episode> find_episode(storage::Session& session, const Alarm& alarm);

// Adds what is new; a known order, beginning or end stays as it is.
void put_episode(storage::Transaction& tx, const Alarm& alarm, const Episode& episode);

// What the episodes of an order say together. A box has one at a time: an episode without an end is over all the same
// when a later one has ended (its recovered was lost, or the box lost its journal).
struct OrderEpisodes {
  bool others = false;  // there are others than that of the alarm in hand
  bool open = false;
  std::optional<UtcTime> last_ended{};
};
[[nodiscard]] OrderEpisodes episodes_of(storage::Session& session, OrderId order, const Alarm& in_hand = {});

}  // namespace liftguard::dispatch
