// One transaction's worth of messages: records stored, orders made, cursors moved, dead letters kept. What it allows to
// leave (confirmations) is given out only as a value, to be sent after the commit.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "common/uploads/outbox.hpp"
#include "common/wire/down.hpp"
#include "gateway/bulk/raw_files.hpp"
#include "gateway/bulk/ride_hours.hpp"
#include "gateway/ingest/admission.hpp"
#include "gateway/ingest/known_boxes.hpp"
#include "gateway/ingest/presence.hpp"
#include "gateway/ingest/store.hpp"
#include "gateway/leases/rules.hpp"

namespace liftguard::gateway {

struct Confirmation {
  std::string monitor;
  wire::Confirm confirm;
  Broker broker = Broker::main;  // that the newest of what is confirmed came by
};

// Every message that was admitted ends in exactly one of stored, repeats, dead, presence, stale and put_off (O10).
struct IngestCounts {
  std::uint64_t stored = 0;
  std::uint64_t repeats = 0;
  std::uint64_t dead = 0;
  std::uint64_t presence = 0;
  std::uint64_t stale = 0;     // not kept: of a slot that this process has let go since they came (B6)
  std::uint64_t put_off = 0;   // not kept, and they come again: no place on the bulk lane, or a full disk (B9)
  std::uint64_t unplaced = 0;  // of those stored: jumps, and gaps beyond count (E4)
  std::uint64_t raw_lost = 0;  // of those stored: their raw bulk could not be kept

  IngestCounts& operator+=(const IngestCounts& other);
};

struct BatchOutcome {
  std::vector<Confirmation> confirmations;
  std::map<LaneKey, LaneState> cursors;  // as they are once the transaction is committed
  IngestCounts counts;
  bool touched_orders = false;                                   // timers and notices may have become due
  std::map<std::string, Broker> heard;                           // by which broker each monitor was heard last
  std::vector<std::string> born;                                 // monitors that want the time
  std::vector<std::pair<std::string, wire::Progress>> progress;  // monitors that want a piece of an image
  bool raw_lost = false;                                         // some raw bulk could not be kept
  std::vector<std::string> log;                                  // lines for the log, once it is true
  std::vector<std::string> traces;                               // of the alarms in it (common/observe/trace_id.hpp)
};

// The cursors of recently heard lanes. For one thread; bounded.
class CursorCache {
 public:
  [[nodiscard]] const LaneState* find(const LaneKey& key) const;
  void take(const std::map<LaneKey, LaneState>& committed);

  // Those of the monitors that `changes` names: of slots that came or went.
  void forget(const std::function<bool(std::string_view monitor)>& changes);

 private:
  // 60,000 boxes with two lanes and some to spare, about 30 MiB.
  static constexpr std::size_t kMaxCursors = 150'000;
  std::map<LaneKey, LaneState> cursors_;
};

// Whose slots the transaction finds (gateway/leases). Without leases, all zero: every message is taken.
struct SlotsAtCommit {
  leases::SlotEpochs known{};  // what the caches were loaded under; 0: not this process's
  leases::SlotSet moved;       // the database says otherwise by now
};

struct BatchContext {
  const CursorCache& cursors;
  const KnownBoxes& boxes;  // as the transaction finds them
  PresenceBook& presence;
  std::uint64_t incarnation;  // of the database, as confirmations carry it
  UtcTime now;                // the database's time
  const SlotsAtCommit& slots;
  RawFiles* raw = nullptr;  // none: the bulk lane is not kept raw
};

class Batch {
 public:
  Batch(storage::Transaction& tx, const BatchContext& context) : tx_(tx), context_(context) {}

  // A message of a slot that is not this process's any more is counted and nothing else: whoever has the slot now gets
  // it from the box again. Throws what storage throws; the transaction must then be given up.
  void add(const Incoming& incoming, const Admission& admission);

  // In place of add, for a message whose processing has failed by itself (B17): kept as a dead letter, confirmed as set
  // aside so that its lane goes on, and rung at the desk if it is an alarm. Of a box that is not registered, or was
  // revoked, nothing is confirmed here either.
  void set_aside(const Incoming& incoming, const Admission& admission, const std::string& error);

  // Records are stored some at once, few where each takes statements of its own: between two calls of add no more is
  // put off than a few milliseconds' work.
  static constexpr std::size_t kStoredAtOnce = 128;
  static constexpr std::size_t kDearAtOnce = 4;

  // Stores what is staged, cursors, and the raw bulk. Call once, before the commit. Presence has transactions of its
  // own (presence_rows.hpp).
  [[nodiscard]] BatchOutcome finish();

 private:
  [[nodiscard]] bool is_stale(const Origin& origin) const;
  // A record that waits to be stored with others.
  struct Staged {
    const Incoming* incoming;
    const wire::Envelope* envelope;
    StoredEvent event;
  };

  void add_record(const Incoming& incoming, const wire::Envelope& envelope);
  void add_bulk(const wire::Envelope& envelope, const StoredEvent& event);
  [[nodiscard]] StoredEvent event_of(const wire::Envelope& envelope);
  [[nodiscard]] bool is_dear(const wire::Envelope& envelope);
  void store_staged();
  void settle_new(const Staged& staged);
  void settle_known(const Staged& staged, const std::string& stored_hash);
  void place(const wire::Envelope& envelope);
  void tell_of_jump(const wire::Envelope& envelope, LaneState& lane);
  void add_fresh(const wire::Envelope& envelope, EventId id, const StoredEvent& event);
  void add_gap(const wire::Envelope& envelope, const wire::GapBody& gap);
  void add_clip_chunk(const wire::Envelope& envelope, const wire::ClipChunkBody& chunk);
  void add_state(const Incoming& incoming, const wire::State& state);
  // `same`: the bytes by which a resend of this message is known again; the envelope differs from sending to sending.
  void add_dead(const Incoming& incoming, const DeadLetter& letter, std::string_view same);
  void add_unknown(const Incoming& incoming, const wire::Envelope& envelope);
  void add_revoked(const Incoming& incoming, const DeadLetter& letter, std::string_view same);
  void report_to_regulators(const wire::Envelope& envelope, const StoredEvent& event);

  [[nodiscard]] bool is_registered(const std::string& monitor);
  [[nodiscard]] bool is_revoked(const std::string& monitor);
  [[nodiscard]] ElevatorId elevator_of(const std::string& monitor, UtcTime happened);
  LaneState& lane(const LaneKey& key);
  void save_changed_lanes();
  void ring_unknown(const wire::Envelope& envelope);
  void ring_revoked(const std::string& monitor);
  void ring_damaged(const std::string& monitor, const std::string& cause, const std::string& zh, const std::string& en);

  storage::Transaction& tx_;
  const BatchContext& context_;
  BatchOutcome outcome_;
  uploads::Outbox uploads_{tx_, context_.now};
  std::vector<Staged> staged_;
  std::size_t dear_ = 0;  // of them
  EventRows rows_;
  RideSums rides_;
  std::vector<const wire::Envelope*> raw_;
  std::optional<std::set<std::string, std::less<>>> revoked_;  // loaded once
};

}  // namespace liftguard::gateway
