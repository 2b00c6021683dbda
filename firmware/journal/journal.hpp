// Store and forward: what must not be lost between the sensor and the gateway's database.
//
// A record is durable when append() returns, before anybody may send it. It is kept until the *gateway* has confirmed
// it (a broker's acknowledgement says nothing), and after that for as long as there is space, so that a gateway
// restored from a backup can have it again (fault row B16).
//
// - Three lanes with their own numbers and their own space. `alarm` is never evicted: when its space is full, repeats
//   of self_test and alarm_button are merged into the newest, then the other lanes' space is taken. `event` drops its
//   oldest, and a gap record tells what. `bulk` is thinned first: of its oldest sector clips (what an alarm was seen
//   by) and every kSpareEvery-th ride are spared, once; then they go like the rest.
// - Identity of a record: (monitor, journal id, lane, seq). Any doubt whether numbers were already used (rot in a place
//   that an accepted record may have had, a wiped or rolled-back device) begins a new journal id; records that are left
//   keep theirs (C3, C5).
// - A frame is atomic: the records of one engine step and the engine's state after it (DV-11).
// - A sector that fails an erase or a program is retired, and what was to be written goes elsewhere: nothing is lost
// for
//   it, and nothing refused while any space remains that the lane may take (an alarm any, an event its own and bulk's).
//
// One thread at a time. A DeviceError (and a device's power cut in tests) leaves the journal unusable: open it anew.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/wire/down.hpp"
#include "common/wire/up.hpp"
#include "firmware/journal/block_device.hpp"
#include "firmware/journal/checkpoint.hpp"
#include "firmware/journal/frame.hpp"
#include "firmware/journal/index.hpp"
#include "firmware/journal/space.hpp"

namespace liftguard::journal {

struct Options {
  // Alarm: 400 records of the largest size, three to a sector of 64 KiB, and some spare.
  SectorCounts sectors{160, 64, 64, 4};
  std::size_t max_record = wire::kMaxRecordBytes;
  std::function<wire::Stamp()> stamp;     // for gap records
  std::function<std::uint64_t()> random;  // for journal ids
};

inline constexpr std::chrono::seconds kDatabaseDoubt{60};
inline constexpr std::uint64_t kSpareEvery = 8;

struct Draft {
  Lane lane = Lane::alarm;
  EventKind kind{};
  std::span<const std::uint8_t> record;  // a finished FlatBuffer
};

// What opening found.
struct Opened {
  bool formatted = false;  // nothing usable was on the device
  bool new_journal_id = false;
  std::size_t frames = 0;
  std::size_t torn = 0;     // writes that were cut off: never accepted
  std::size_t damaged = 0;  // places that may have held accepted frames
};

enum class ConfirmOutcome : std::uint8_t {
  taken = 0,
  unknown_journal = 1,
  other_incarnation = 2,  // of another database than the known one: not believed yet
  history_lost = 3,       // it confirms numbers that were never given: this device was rolled back or cloned
};

class Journal {
 public:
  // Recovers by scanning the device, or formats it. Throws DeviceError.
  Journal(BlockDevice& device, Options options);

  [[nodiscard]] const Opened& opened() const { return opened_; }
  [[nodiscard]] std::uint64_t id() const { return id_; }
  [[nodiscard]] std::span<const std::uint8_t> kept() const { return kept_; }  // the newest engine state; empty: none

  // One atomic frame; the records' identities in order. `kept` empty: the engine's state has not changed. Refusals:
  // "too_large" (a record above max_record, or all together above a sector), "full" (every sector holds alarms that
  // wait). Records of a step with an alarm lie with the alarms.
  [[nodiscard]] Result<std::vector<RecordKey>> append(std::span<const Draft> drafts,
                                                      std::span<const std::uint8_t> kept);

  // The engine's state alone, durable on return.
  void save_kept(std::span<const std::uint8_t> kept);

  // Makes confirmations durable that came since the last write; losing them costs a resend. False: there were none.
  bool save_marks();

  [[nodiscard]] std::optional<RecordKey> next_unconfirmed(Lane lane, std::optional<RecordKey> after) const {
    return index_.next_unconfirmed(lane, after);
  }
  [[nodiscard]] bool is_unconfirmed(const RecordKey& key) const { return index_.is_unconfirmed(key); }
  [[nodiscard]] std::size_t unconfirmed(Lane lane) const { return index_.unconfirmed(lane); }
  [[nodiscard]] std::size_t records(Lane lane) const { return index_.records(lane); }
  [[nodiscard]] std::size_t length(const RecordKey& key) const;  // bytes; 0 where it is gone

  // Refusals: "gone" (dropped meanwhile), "rot" (its bytes have changed; call lose()).
  [[nodiscard]] Result<wire::Bytes> read(const RecordKey& key);

  // Gives up a record of the event or bulk lane, or one that has rotted, and tells so by a gap record.
  void lose(const RecordKey& key, wire::GapCause cause);

  // Another database than the known one is believed at its gateway's announcement, or without that once it has gone on
  // confirming for kDatabaseDoubt while the known one said nothing: confirmations of a database that is gone may still
  // be on their way.
  [[nodiscard]] ConfirmOutcome confirm(const wire::Confirm& confirm, SteadyTime now);

  // A gateway announced its database. Another one than before may lack anything: everything kept is sent again.
  void announced(std::uint64_t incarnation);

  [[nodiscard]] std::uint64_t incarnation() const { return checkpoint_.incarnation; }  // 0: none known

  [[nodiscard]] Wear wear() const { return space_.wear(); }

  // An alarm found its own space full of alarms that wait.
  [[nodiscard]] bool alarm_space_full() const { return alarm_space_full_; }

 private:
  struct Room;  // what must be given up for a free sector
  // What may go besides confirmed records and, with a word, other lanes' oldest; each includes the one before.
  enum class Sacrifice : std::uint8_t { nothing, repeats, words };

  void format();
  void begin_new_id();
  void renumber(std::uint64_t old_id);

  // A region whose current sector then has the room, the lane's own if possible.
  [[nodiscard]] std::optional<RegionName> make_room(Lane lane, std::uint32_t size);
  [[nodiscard]] bool make_room_in(RegionName region, std::uint32_t size, Sacrifice sacrifice);
  [[nodiscard]] std::optional<Room> find_room(RegionName region, std::uint32_t size, Sacrifice sacrifice);
  [[nodiscard]] Room empty_sector(std::uint32_t sector, Sacrifice sacrifice);
  enum class Thinning : std::uint8_t { spare, spare_nothing };
  [[nodiscard]] Room plan_room(std::uint32_t sector, Sacrifice sacrifice, Thinning thinning);
  void tell_lost(const std::map<std::pair<std::uint64_t, Lane>, IntervalSet>& lost, Sacrifice sacrifice,
                 Room& room) const;
  [[nodiscard]] std::uint32_t size_of(const Room& room) const;
  [[nodiscard]] bool carry_out(RegionName region, Room& room);
  [[nodiscard]] bool is_mergeable(const RecordKey& key, const Place& place) const;
  [[nodiscard]] bool is_spared(const RecordKey& key, const Place& place, bool is_gap) const;

  RecordKey take_number(Lane lane);
  // Where it lies then: in that region, or in another where that one is worn out. None: no sector takes it.
  [[nodiscard]] std::optional<std::uint32_t> write(RegionName region, FrameWriter& frame);
  [[nodiscard]] std::optional<std::uint32_t> write_in(RegionName region, FrameWriter& frame);
  [[nodiscard]] std::uint32_t sector_of(std::uint32_t at) const { return at / space_.geometry().sector_size; }
  void remember_bad_sectors();
  void write_checkpoint();
  void put(const RecordKey& key, EventKind kind, std::uint32_t at, std::span<const std::uint8_t> record);
  [[nodiscard]] std::optional<wire::Bytes> read_place(const Place& place);
  [[nodiscard]] std::optional<wire::GapBody> gap_of(const Place& place);
  [[nodiscard]] wire::Bytes gap_record(const RecordKey& first, std::uint64_t last, wire::GapCause cause) const;
  void append_gap(const RecordKey& first, std::uint64_t last, wire::GapCause cause);
  [[nodiscard]] bool is_of_known_database(std::uint64_t incarnation, SteadyTime now);
  void use_incarnation(std::uint64_t incarnation);
  [[nodiscard]] bool beyond_what_was_given(const wire::Confirm& confirm) const;

  Options options_;
  Space space_;
  Index index_;
  Opened opened_;
  Checkpoint checkpoint_;
  std::vector<std::uint8_t> kept_;
  std::uint32_t kept_sector_ = 0;  // where its newest copy lies
  std::uint32_t checkpoint_sector_ = 0;
  std::uint64_t id_ = 0;
  LaneNumbers next_seq_{1, 1, 1};
  std::uint64_t next_number_ = 1;
  bool marks_changed_ = false;
  bool alarm_space_full_ = false;
  std::uint64_t other_incarnation_ = 0;  // that confirms although another is known; 0: none since that one spoke
  SteadyTime other_since_{};
};

}  // namespace liftguard::journal
