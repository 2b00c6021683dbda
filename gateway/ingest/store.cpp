#include "gateway/ingest/store.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/storage/hash.hpp"

namespace liftguard::gateway {

namespace {

using storage::Statement;

constexpr Statement kInsertEvent{
    "monitor_events.insert",
    "insert into monitor_events (monitor, journal, lane, seq, id, content_hash, kind, elevator_id, episode, "
    "happened_ms, "
    "received_ms, box_wall_ms, box_quality, box_uptime_us, box_boot, absurd, facts, record) "
    "values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, :15, :16, :17, :18) on conflict do nothing"};

constexpr Statement kReadHash{
    "monitor_events.hash",
    "select content_hash from monitor_events where monitor = :1 and journal = :2 and lane = :3 and seq = :4"};

constexpr Statement kReadCursor{
    "lane_cursors.find",
    "select contiguous, ranges from lane_cursors where monitor = :1 and journal = :2 and lane = :3"};

constexpr Statement kWriteCursor{
    "lane_cursors.put",
    "insert into lane_cursors (monitor, journal, lane, contiguous, ranges, updated_ms) values (:1, :2, :3, :4, :5, :6) "
    "on conflict (monitor, journal, lane) do update set contiguous = excluded.contiguous, ranges = excluded.ranges, "
    "updated_ms = excluded.updated_ms"};

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

constexpr Statement kListDeadLetters{
    "dead_letters.newest",
    "select first_ms, last_ms, times, topic, monitor, reason, detail, size from dead_letters "
    "order by last_ms desc limit :1"};

#define LIFTGUARD_PRESENCE \
  "select monitor, state, unconfirmed, since_ms, heard_ms, boot, session, journal, firmware from monitor_presence"
constexpr Statement kReadPresence{"monitor_presence.all", LIFTGUARD_PRESENCE};
constexpr Statement kFindPresence{"monitor_presence.find", LIFTGUARD_PRESENCE " where monitor = :1"};
#undef LIFTGUARD_PRESENCE

constexpr Statement kWritePresence{
    "monitor_presence.put",
    "insert into monitor_presence (monitor, state, unconfirmed, since_ms, heard_ms, boot, session, journal, firmware) "
    "values (:1, :2, :3, :4, :5, :6, :7, :8, :9) on conflict (monitor) do update set "
    "state = case when monitor_presence.state = 4 then 4 else excluded.state end, "
    "unconfirmed = excluded.unconfirmed, since_ms = excluded.since_ms, heard_ms = excluded.heard_ms, "
    "boot = excluded.boot, session = excluded.session, journal = excluded.journal, firmware = excluded.firmware"};

// Presence::revoked is 4 and stays, also against a gateway that has not heard of it yet.
constexpr Statement kRevokePresence{"monitor_presence.revoke",
                                    "update monitor_presence set state = 4, since_ms = :2 where monitor = :1"};

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
  return presence;
}

}  // namespace

std::string content_hash(std::string_view bytes) {
  return storage::hash_hex(bytes).substr(0, 32);
}

bool insert_event(storage::Transaction& tx, const wire::Envelope& envelope, const StoredEvent& event) {
  const wire::Stamp& box = stamp_of(envelope);
  const auto kind = wire::kind_of(envelope.body);
  const auto* body = std::get_if<wire::EventBody>(&envelope.body);
  return tx.exec(kInsertEvent, envelope.monitor, envelope.journal, envelope.lane, envelope.seq, event.id,
                 event.content_hash, kind ? static_cast<int>(*kind) : 0, event.elevator,
                 body ? body->episode : std::uint64_t{0}, event.happened, event.received, box.wall, box.quality,
                 box.uptime_us, box.boot, fmt::format("{}", fmt::join(envelope.absurd, ",")), event.facts,
                 kept_record(envelope)) == 1;
}

std::optional<std::string> stored_content_hash(storage::Session& session, const wire::Envelope& envelope) {
  auto row = session.query_one(kReadHash, envelope.monitor, envelope.journal, envelope.lane, envelope.seq);
  if (!row) return std::nullopt;
  return row->take<std::string>();
}

LaneCursor load_cursor(storage::Session& session, const LaneKey& key) {
  auto row = session.query_one(kReadCursor, key.monitor, key.journal, key.lane);
  if (!row) return {};
  const auto contiguous = row->take<std::uint64_t>();
  auto cursor = LaneCursor::parse(contiguous, row->take<std::string>());
  if (!cursor) throw storage::DatabaseError("the cursor of " + key.monitor + " cannot be read");
  return std::move(*cursor);
}

void save_cursor(storage::Transaction& tx, const LaneKey& key, const LaneCursor& cursor, UtcTime now) {
  tx.exec(kWriteCursor, key.monitor, key.journal, key.lane, cursor.contiguous(), cursor.ranges_text(), now);
}

void insert_gap(storage::Transaction& tx, const LaneKey& key, SeqRange range, wire::GapCause cause, UtcTime now) {
  tx.exec(kInsertGap, key.monitor, key.journal, key.lane, range.first, range.last, cause, now);
}

void put_dead_letter(storage::Transaction& tx, const DeadLetter& letter, const DeadPayload& payload, UtcTime now) {
  tx.exec(kPutDeadLetter, tx.make_id<Id<DeadLetter>>(), letter.topic, words_of(letter.reason).code, payload.hash,
          letter.monitor, letter.lane, letter.detail, payload.size, to_hex(bytes_of(payload.bytes)), now);
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
          row.journal, row.firmware);
}

}  // namespace liftguard::gateway
