#include "gateway/ingest/store.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/storage/hash.hpp"

namespace liftguard::gateway {

namespace {

using storage::Statement;

using storage::ColumnType;

constexpr storage::BulkColumn kEventColumns[]{
    {"monitor", ColumnType::text},       {"journal", ColumnType::bigint},
    {"lane", ColumnType::bigint},        {"seq", ColumnType::bigint},
    {"id", ColumnType::bigint},          {"content_hash", ColumnType::text},
    {"kind", ColumnType::bigint},        {"elevator_id", ColumnType::bigint},
    {"episode", ColumnType::bigint},     {"happened_ms", ColumnType::bigint},
    {"received_ms", ColumnType::bigint}, {"box_wall_ms", ColumnType::bigint},
    {"box_quality", ColumnType::bigint}, {"box_uptime_us", ColumnType::bigint},
    {"box_boot", ColumnType::bigint},    {"absurd", ColumnType::text},
    {"facts", ColumnType::text},         {"record", ColumnType::text}};
constexpr storage::BulkTable kEvents{"monitor_events.insert_new", "monitor_events", kEventColumns, 4};

constexpr storage::BulkColumn kLaneColumns[]{{"monitor", ColumnType::text},    {"journal", ColumnType::bigint},
                                             {"lane", ColumnType::bigint},     {"contiguous", ColumnType::bigint},
                                             {"ranges", ColumnType::text},     {"updated_ms", ColumnType::bigint},
                                             {"missing", ColumnType::bigint},  {"missing_since_ms", ColumnType::bigint},
                                             {"jumped_to", ColumnType::bigint}};
constexpr storage::BulkTable kLanes{"lane_cursors.put_all", "lane_cursors", kLaneColumns, 3};

constexpr Statement kReadHash{
    "monitor_events.hash",
    "select content_hash from monitor_events where monitor = :1 and journal = :2 and lane = :3 and seq = :4"};

constexpr Statement kReadLane{"lane_cursors.find",
                              "select contiguous, ranges, missing_since_ms, jumped_to from lane_cursors "
                              "where monitor = :1 and journal = :2 and lane = :3"};

constexpr Statement kGaps{
    "lane_cursors.with_gaps",
    "select monitor, journal, lane, contiguous, ranges, missing_since_ms, jumped_to from lane_cursors "
    "where missing_since_ms is not null order by missing_since_ms limit :1"};

constexpr Statement kInsertGap{"lane_gaps.insert",
                               "insert into lane_gaps (monitor, journal, lane, first_seq, last_seq, cause, told_ms) "
                               "values (:1, :2, :3, :4, :5, :6, :7) on conflict do nothing"};

constexpr Statement kPutDeadLetter{
    "dead_letters.put",
    "insert into dead_letters (id, topic, reason, content_hash, monitor, lane, detail, size, payload, first_ms, "
    "last_ms, "
    "times) values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :10, 1) "
    "on conflict (topic, reason, content_hash) do update set times = dead_letters.times + 1, "
    "last_ms = excluded.last_ms"};

// Newest first, those of the alarm lane and the others apart.
constexpr Statement kDeadBeyond{
    "dead_letters.beyond",
    "select id from dead_letters where monitor = :1 and (case when lane = 0 then 1 else 0 end) = :2 "
    "order by last_ms desc, id desc limit 10 offset :3"};
constexpr Statement kDropDead{"dead_letters.drop", "delete from dead_letters where id = :1"};

constexpr Statement kListDeadLetters{
    "dead_letters.newest",
    "select first_ms, last_ms, times, topic, monitor, reason, detail, size from dead_letters "
    "order by last_ms desc limit :1"};

#define LIFTGUARD_PRESENCE                                                                               \
  "select monitor, state, unconfirmed, since_ms, heard_ms, boot, session, journal, firmware, unproven, " \
  "sensors_lost, blind_since_ms, blind_ms from monitor_presence"
constexpr Statement kReadPresence{"monitor_presence.all", LIFTGUARD_PRESENCE};
constexpr Statement kFindPresence{"monitor_presence.find", LIFTGUARD_PRESENCE " where monitor = :1"};
#undef LIFTGUARD_PRESENCE

constexpr Statement kWritePresence{
    "monitor_presence.put",
    "insert into monitor_presence (monitor, state, unconfirmed, since_ms, heard_ms, boot, session, journal, firmware, "
    "unproven, sensors_lost, blind_since_ms, blind_ms) "
    "values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13) on conflict (monitor) do update set "
    "state = case when monitor_presence.state = 4 then 4 else excluded.state end, "
    "unconfirmed = excluded.unconfirmed, since_ms = excluded.since_ms, heard_ms = excluded.heard_ms, "
    "boot = excluded.boot, session = excluded.session, journal = excluded.journal, firmware = excluded.firmware, "
    "unproven = excluded.unproven, sensors_lost = excluded.sensors_lost, blind_ms = excluded.blind_ms, "
    "blind_since_ms = case when monitor_presence.state = 4 then null else excluded.blind_since_ms end"};

// Presence::revoked is 4 and stays, also against a gateway that has not heard of it yet.
constexpr Statement kRevokePresence{"monitor_presence.revoke",
                                    "update monitor_presence set state = 4, since_ms = :2, blind_since_ms = null, "
                                    "blind_ms = blind_ms + coalesce(:2 - blind_since_ms, 0) where monitor = :1"};

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// Pieces of clips are kept by gateway/clips.
std::string kept_record(const wire::Envelope& envelope) {
  return std::holds_alternative<wire::ClipChunkBody>(envelope.body) ? std::string() : to_hex(envelope.record);
}

// The stamp of whatever the record is about; of the sending where the record has none that we know.
const wire::Stamp& stamp_of(const wire::Envelope& envelope) {
  return std::visit(
      [&](const auto& body) -> const wire::Stamp& {
        if constexpr (requires { body.at; })
          return body.at;
        else
          return envelope.sent;
      },
      envelope.body);
}

LaneState read_lane(storage::Row& row, const LaneKey& key) {
  const auto contiguous = row.take<std::uint64_t>();
  auto cursor = LaneCursor::parse(contiguous, row.take<std::string>());
  if (!cursor) throw storage::DatabaseError("the cursor of " + key.monitor + " cannot be read");
  LaneState lane{std::move(*cursor), row.take<std::optional<UtcTime>>(), 0};
  lane.jumped_to = row.take<std::uint64_t>();
  return lane;
}

PresenceRow read_presence(storage::Row& row) {
  PresenceRow presence;
  presence.monitor = row.take<std::string>();
  presence.state = row.take<Presence>();
  presence.unconfirmed = row.take<bool>();
  presence.since = row.take<UtcTime>();
  presence.heard = row.take<UtcTime>();
  presence.boot = row.take<std::uint64_t>();
  presence.session = row.take<std::uint64_t>();
  presence.journal = row.take<std::uint64_t>();
  presence.firmware = row.take<std::string>();
  presence.unproven = row.take<bool>();
  presence.sensors_lost = row.take<std::string>();
  presence.blind_since = row.take<std::optional<UtcTime>>();
  presence.blind_for = Milliseconds{row.take<std::int64_t>()};
  return presence;
}

}  // namespace

std::string content_hash(std::string_view bytes) {
  return storage::hash_hex(bytes).substr(0, 32);
}

EventRows::EventRows() : rows_(kEvents) {}

void EventRows::add(const wire::Envelope& envelope, const StoredEvent& event) {
  const wire::Stamp& box = stamp_of(envelope);
  const auto kind = wire::kind_of(envelope.body);
  const auto* body = std::get_if<wire::EventBody>(&envelope.body);
  rows_.add(envelope.monitor, envelope.journal, envelope.lane, envelope.seq, event.id, event.content_hash,
            kind ? static_cast<int>(*kind) : 0, event.elevator, body ? body->episode : std::uint64_t{0}, event.happened,
            event.received, box.wall, box.quality, box.uptime_us, box.boot,
            fmt::format("{}", fmt::join(envelope.absurd, ",")), event.facts, kept_record(envelope));
}

std::vector<bool> EventRows::insert(storage::Transaction& tx) {
  const storage::BulkRows rows = std::exchange(rows_, storage::BulkRows(kEvents));
  return storage::insert_new(tx, kEvents, rows);
}

std::vector<std::string> stored_content_hashes(storage::Session& session,
                                               const std::vector<const wire::Envelope*>& envelopes) {
  storage::BulkRows asked(std::span{kEventColumns}.first(kEvents.key));
  for (const auto* envelope : envelopes) asked.add(envelope->monitor, envelope->journal, envelope->lane, envelope->seq);
  std::vector<std::string> hashes;
  for (storage::Rows& rows : storage::query_each(session, kReadHash, asked))
    hashes.push_back(rows.empty() ? std::string() : rows.front().take<std::string>());
  return hashes;
}

LaneState load_lane(storage::Session& session, const LaneKey& key) {
  auto row = session.query_one(kReadLane, key.monitor, key.journal, key.lane);
  return row ? read_lane(*row, key) : LaneState{};
}

void save_lanes(storage::Transaction& tx, const std::vector<SavedLane>& lanes, UtcTime now) {
  storage::BulkRows rows(kLanes);
  for (const auto& [key, state] : lanes)
    rows.add(key->monitor, key->journal, key->lane, state->cursor.contiguous(), state->cursor.ranges_text(), now,
             state->cursor.missing(), state->missing_since, state->jumped_to);
  storage::put_all(tx, kLanes, rows);
}

std::vector<LaneGap> lanes_with_gaps(storage::Session& session, int limit) {
  std::vector<LaneGap> gaps;
  for (auto& row : session.query(kGaps, limit)) {
    LaneGap& gap = gaps.emplace_back();
    gap.key.monitor = row.take<std::string>();
    gap.key.journal = row.take<std::uint64_t>();
    gap.key.lane = row.take<Lane>();
    gap.state = read_lane(row, gap.key);
  }
  return gaps;
}

void insert_gap(storage::Transaction& tx, const LaneKey& key, SeqRange range, wire::GapCause cause, UtcTime now) {
  tx.exec(kInsertGap, key.monitor, key.journal, key.lane, range.first, range.last, cause, now);
}

void put_dead_letter(storage::Transaction& tx, const DeadLetter& letter, const DeadPayload& payload, UtcTime now) {
  tx.exec(kPutDeadLetter, tx.make_id<Id<DeadLetter>>(), letter.topic, words_of(letter.reason).code, payload.hash,
          letter.monitor, letter.lane, letter.detail, payload.size, to_hex(bytes_of(payload.bytes)), now);
  for (const auto& row : tx.query(kDeadBeyond, letter.monitor, letter.lane == Lane::alarm, kMaxDeadLetters))
    tx.exec(kDropDead, row.get<std::int64_t>(0));
}

std::vector<StoredDeadLetter> dead_letters(storage::Session& session, int limit) {
  std::vector<StoredDeadLetter> letters;
  for (auto& row : session.query(kListDeadLetters, limit)) {
    StoredDeadLetter letter;
    letter.first = row.take<UtcTime>();
    letter.last = row.take<UtcTime>();
    letter.times = row.take<std::int64_t>();
    letter.topic = row.take<std::string>();
    letter.monitor = row.take<std::string>();
    letter.reason = row.take<std::string>();
    letter.detail = row.take<std::string>();
    letter.size = row.take<std::int64_t>();
    letters.push_back(std::move(letter));
  }
  return letters;
}

std::vector<PresenceRow> load_presence(storage::Session& session) {
  std::vector<PresenceRow> rows;
  for (auto& row : session.query(kReadPresence)) rows.push_back(read_presence(row));
  return rows;
}

std::optional<PresenceRow> find_presence(storage::Session& session, std::string_view monitor) {
  auto row = session.query_one(kFindPresence, monitor);
  if (!row) return std::nullopt;
  return read_presence(*row);
}

bool is_online(storage::Session& session, std::string_view monitor) {
  const auto row = find_presence(session, monitor);
  return row && row->state == Presence::online;
}

void revoke_presence(storage::Transaction& tx, std::string_view monitor, UtcTime now) {
  tx.exec(kRevokePresence, monitor, now);
}

void save_presence(storage::Transaction& tx, const PresenceRow& row) {
  tx.exec(kWritePresence, row.monitor, row.state, row.unconfirmed, row.since, row.heard, row.boot, row.session,
          row.journal, row.firmware, row.unproven, row.sensors_lost, row.blind_since, row.blind_for.count());
}

}  // namespace liftguard::gateway
