#include "common/dispatch/alarm_rows.hpp"

#include <algorithm>

#include "common/storage/bulk.hpp"

namespace liftguard::dispatch {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kFind{"alarms.find", "select effected, order_id from alarms where source_key = :1"};
constexpr Statement kInsert{
    "alarms.insert",
    "insert into alarms (id, source_key, monitor, journal, episode, elevator_id, order_id, kind, effected, "
    "happened_ms, received_ms, facts) values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12)"};
constexpr Statement kSeen{"alarms.seen", "select kind, facts from alarms where id = :1"};
constexpr Statement kFindEpisode{"episodes.find",
                                 "select order_id, began_ms, ended_ms from episodes "
                                 "where monitor = :1 and journal = :2 and episode = :3"};
constexpr Statement kPutEpisode{
    "episodes.put",
    "insert into episodes (monitor, journal, episode, elevator_id, order_id, began_ms, ended_ms) "
    "values (:1, :2, :3, :4, :5, :6, :7) on conflict (monitor, journal, episode) do update set "
    "elevator_id = coalesce(episodes.elevator_id, excluded.elevator_id), "
    "order_id = coalesce(episodes.order_id, excluded.order_id), "
    "began_ms = coalesce(episodes.began_ms, excluded.began_ms), "
    "ended_ms = coalesce(episodes.ended_ms, excluded.ended_ms)"};
constexpr Statement kOfOrder{"episodes.of_order",
                             "select monitor, journal, episode, began_ms, ended_ms from episodes where order_id = :1"};

constexpr storage::BulkColumn kAlarmId[]{{"id", storage::ColumnType::bigint}};

std::string key_of(const Alarm& alarm) {
  return alarm.source_key.empty() ? "id/" + to_string(alarm.id) : alarm.source_key;
}

bool numbered(const Alarm& alarm) {
  return alarm.episode != 0 && !alarm.monitor.empty();
}

}  // namespace

std::optional<AlarmOutcome> find_alarm(Session& session, const Alarm& alarm) {
  auto row = session.query_one(kFind, key_of(alarm));
  if (!row) return std::nullopt;
  AlarmOutcome outcome{.effected = row->take<Effected>()};
  if (const auto order = row->take<OrderId>()) outcome.order = order;
  return outcome;
}

void insert_alarm(Transaction& tx, const Alarm& alarm, const AlarmOutcome& outcome) {
  tx.exec(kInsert, alarm.id, key_of(alarm), alarm.monitor, alarm.journal, alarm.episode, alarm.elevator, outcome.order,
          alarm.kind, outcome.effected, alarm.happened, alarm.received, alarm.facts_json);
}

Seen read_seen(Session& session, EventId alarm) {
  return read_seen_each(session, {&alarm, 1}).front();
}

std::vector<Seen> read_seen_each(Session& session, std::span<const EventId> alarms) {
  storage::BulkRows asked(kAlarmId);
  for (const EventId alarm : alarms) asked.add(alarm);
  std::vector<Seen> seen;
  for (storage::Rows& rows : storage::query_each(session, kSeen, asked)) {
    Seen& one = seen.emplace_back();
    if (rows.empty()) continue;
    const auto kind = rows.front().take<EventKind>();
    one = parse_seen(kind, rows.front().take<std::string>());
  }
  return seen;
}

std::optional<Episode> find_episode(Session& session, const Alarm& alarm) {
  if (!numbered(alarm)) return std::nullopt;
  return find_episode(session, EpisodeKey{alarm.monitor, alarm.journal, alarm.episode});
}

std::optional<Episode> find_episode(Session& session, const EpisodeKey& key) {
  auto row = session.query_one(kFindEpisode, key.monitor, key.journal, key.number);
  if (!row) return std::nullopt;
  return Episode{.order = row->take<OrderId>(),
                 .began = row->take<std::optional<UtcTime>>(),
                 .ended = row->take<std::optional<UtcTime>>()};
}

void put_episode(Transaction& tx, const Alarm& alarm, const Episode& episode) {
  if (!numbered(alarm)) return;
  tx.exec(kPutEpisode, alarm.monitor, alarm.journal, alarm.episode, alarm.elevator, episode.order, episode.began,
          episode.ended);
}

OrderEpisodes episodes_of(Session& session, OrderId order, const Alarm& in_hand) {
  OrderEpisodes episodes;
  std::optional<UtcTime> last_open;  // beginning of the newest one without an end
  for (Row& row : session.query(kOfOrder, order)) {
    const auto monitor = row.take<std::string>();
    const auto journal = row.take<std::uint64_t>();
    const auto number = row.take<std::uint64_t>();
    const auto began = row.take<std::optional<UtcTime>>().value_or(UtcTime{});
    const auto ended = row.take<std::optional<UtcTime>>();
    if (monitor != in_hand.monitor || journal != in_hand.journal || number != in_hand.episode) episodes.others = true;
    auto& newest = ended ? episodes.last_ended : last_open;
    newest = std::max(newest.value_or(UtcTime::min()), ended.value_or(began));
  }
  episodes.open = last_open && (!episodes.last_ended || *last_open >= *episodes.last_ended);
  return episodes;
}

}  // namespace liftguard::dispatch
