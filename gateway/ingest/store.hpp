// The tables of ingest: monitor_events, lane_cursors, lane_gaps, dead_letters, monitor_presence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/bulk.hpp"
#include "common/storage/database.hpp"
#include "common/wire/up.hpp"
#include "gateway/ingest/dead_letter.hpp"
#include "gateway/ingest/lane_cursor.hpp"
#include "gateway/ingest/presence.hpp"

namespace liftguard::gateway {

struct LaneKey {
  std::string monitor;
  std::uint64_t journal = 0;
  Lane lane = Lane::alarm;

  bool operator<(const LaneKey& other) const {
    return std::tie(monitor, journal, lane) < std::tie(other.monitor, other.journal, other.lane);
  }
};

// 128 bits of BLAKE2b in hex.
[[nodiscard]] std::string content_hash(std::string_view bytes);

struct StoredEvent {
  EventId id;
  std::string content_hash;
  ElevatorId elevator;
  UtcTime happened;
  UtcTime received;
  std::string facts;
};

// Records of one transaction that are to be stored, all at once.
class EventRows {
 public:
  EventRows();
  void add(const wire::Envelope& envelope, const StoredEvent& event);

  // Stores them and forgets them. For each, in the order of add(): false if a record with this identity is stored
  // already, also one of these; nothing was written for it then.
  [[nodiscard]] std::vector<bool> insert(storage::Transaction& tx);

  [[nodiscard]] std::size_t size() const { return rows_.size(); }

 private:
  storage::BulkRows rows_;
};

// Of the records with these identities, in their order; empty: not stored.
[[nodiscard]] std::vector<std::string> stored_content_hashes(storage::Session& session,
                                                             const std::vector<const wire::Envelope*>& envelopes);

// A lane's cursor, and what an operator wants to know of it.
struct LaneState {
  LaneCursor cursor;
  std::optional<UtcTime> missing_since;  // numbers before the highest one are missing
  std::uint64_t jumped_to = 0;           // a number that was too far beyond the others to be believed (E4); 0: none

  bool operator==(const LaneState&) const = default;
};

[[nodiscard]] LaneState load_lane(storage::Session& session, const LaneKey& key);  // an empty one when there is none

struct SavedLane {
  const LaneKey* key;
  const LaneState* state;
};
void save_lanes(storage::Transaction& tx, const std::vector<SavedLane>& lanes, UtcTime now);

struct LaneGap {
  LaneKey key;
  LaneState state;
};
[[nodiscard]] std::vector<LaneGap> lanes_with_gaps(storage::Session& session, int limit);  // longest first
void insert_gap(storage::Transaction& tx, const LaneKey& key, SeqRange range, wire::GapCause cause, UtcTime now);

struct DeadPayload {
  std::string_view bytes;  // as far as they were kept
  std::size_t size = 0;
  std::string hash;  // what makes it the same message again
};

// A box's junk must not fill the disk: so many different letters of each monitor are kept, as many again of its alarm
// lane; the one that came last longest ago goes. Those whose topic names no monitor count as one's.
inline constexpr int kMaxDeadLetters = 200;

void put_dead_letter(storage::Transaction& tx, const DeadLetter& letter, const DeadPayload& payload, UtcTime now);

struct StoredDeadLetter {
  UtcTime first;
  UtcTime last;
  std::int64_t times = 0;
  std::string topic;
  std::string monitor;
  std::string reason;  // its code
  std::string detail;
  std::int64_t size = 0;
};

[[nodiscard]] std::vector<StoredDeadLetter> dead_letters(storage::Session& session, int limit);  // newest first

[[nodiscard]] std::vector<PresenceRow> load_presence(storage::Session& session);
[[nodiscard]] std::optional<PresenceRow> find_presence(storage::Session& session, std::string_view monitor);
[[nodiscard]] bool is_online(storage::Session& session, std::string_view monitor);
void save_presence(storage::Transaction& tx, const PresenceRow& row);  // one that is revoked stays so
void revoke_presence(storage::Transaction& tx, std::string_view monitor, UtcTime now);

}  // namespace liftguard::gateway
