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

// False: a record with this identity is stored already, and nothing was written.
[[nodiscard]] bool insert_event(storage::Transaction& tx, const wire::Envelope& envelope, const StoredEvent& event);

// Of the record with this identity; none: not stored.
[[nodiscard]] std::optional<std::string> stored_content_hash(storage::Session& session, const wire::Envelope& envelope);

[[nodiscard]] LaneCursor load_cursor(storage::Session& session, const LaneKey& key);  // an empty one when there is none
void save_cursor(storage::Transaction& tx, const LaneKey& key, const LaneCursor& cursor, UtcTime now);
void insert_gap(storage::Transaction& tx, const LaneKey& key, SeqRange range, wire::GapCause cause, UtcTime now);

struct DeadPayload {
  std::string_view bytes;  // as far as they were kept
  std::size_t size = 0;
  std::string hash;  // what makes it the same message again
};

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
