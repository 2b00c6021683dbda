// The one writer: takes messages from the intake, applies them in short transactions, and lets confirmations out after
// the commit and not before ("output gate").
//
// It commits at once when idle and in groups when busy. A database that is busy or away is waited for and asked again
// after growing pauses, without confirming anything (B8). A database that fails otherwise ends the run: nothing can be
// promised any more (B10).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/setbacks.hpp"
#include "common/storage/database.hpp"
#include "gateway/disk/reserve.hpp"
#include "gateway/fault_points.hpp"
#include "gateway/ingest/batch.hpp"
#include "gateway/ingest/intake.hpp"
#include "gateway/ingest/left_over.hpp"
#include "gateway/ingest/suspects.hpp"

namespace liftguard::gateway {

struct WriterOutputs {
  std::function<void(const std::vector<Confirmation>&)> confirm;
  std::function<void(const std::string& monitor, UtcTime now)> greet;  // a monitor was born and wants the time
  std::function<void()> orders_changed;                                // timers and notices may have become due

  // A monitor wants the next piece of an image; not wanted where it is empty.
  std::function<void(const std::string& monitor, const wire::Progress& progress)> progress{};

  // By which broker a monitor was heard last; not wanted where it is empty.
  std::function<void(const std::string& monitor, Broker broker)> heard{};
};

// Which slots are this process's, and with which epoch (gateway/leases).
struct SlotOwner {
  std::function<leases::SlotEpochs()> held;                                  // as far as it knows
  std::function<leases::SlotEpochs(storage::Session& session)> in_database;  // asked inside the transaction

  // Whose boxes could be heard all the time since it was asked last; empty: everybody's.
  std::function<leases::SlotSet()> heard{};
};

class Writer {
 public:
  // All by reference, kept. `outputs` and `faults` are called on the writer's thread.
  struct Parts {
    storage::Database& database;
    const SteadyClock& steady;
    const CivilClock& civil;
    Intake& intake;
    const WriterOutputs& outputs;
    const FaultPoints& faults;
    SlotOwner slots{};             // without: every message is taken
    RawFiles* raw = nullptr;       // none: the bulk lane is not kept raw
    Suspects* suspects = nullptr;  // none: a message that crashes the program comes back (B17)
    Reserve* reserve = nullptr;    // none: a full disk stops alarms too (B9)
  };
  explicit Writer(const Parts& parts);

  // Until told to stop; what is in the intake by then is still written, for at most half a second. Throws
  // storage::DatabaseError when the database cannot be relied on any more.
  void run(const std::stop_token& stop);

  // One turn: takes, applies, commits, confirms. Gives the number of messages done. What run() does, for tests.
  std::size_t turn(std::chrono::milliseconds patience);

  // For how long run() leaves a database alone that refused, growing with each time in a row; 0: it did not. An alarm
  // is to be committed within a second of the database's being there again (B8).
  static constexpr Milliseconds kLongestPause{500};
  [[nodiscard]] Milliseconds pause() const { return pause_; }

  // Any thread: what became of messages, and how many are neither in the intake any more nor committed.
  [[nodiscard]] IngestCounts counts() const;
  [[nodiscard]] std::size_t in_hand() const { return in_hand_; }

  // Any thread: as of the last look for silence, at most 5 s ago.
  [[nodiscard]] PresenceCounts boxes() const;

 private:
  struct Committed {
    std::size_t done = 0;  // messages of the group, from its front
    BatchOutcome outcome;
  };
  enum class Mode : std::uint8_t { normal = 1, setting_aside = 2 };

  std::vector<Admitted> next_group(std::chrono::milliseconds patience);
  std::size_t attempt(std::span<Admitted> group, const std::function<std::size_t()>& work);
  void refused(const storage::Busy& busy);
  void answered();
  std::size_t write(std::vector<Admitted>& group);
  [[nodiscard]] bool set_suspects_apart(std::vector<Admitted>& group) const;
  std::optional<Committed> try_commit(std::span<const Admitted> group);
  Committed commit(std::span<const Admitted> group, Mode mode, const std::string& error);
  std::size_t let_out(const Committed& committed);
  void follow_slots();
  [[nodiscard]] SlotsAtCommit slots_at(storage::Session& session) const;
  [[nodiscard]] bool is_poison(const Admitted& admitted) const;
  [[nodiscard]] bool presence_waits() const;
  [[nodiscard]] bool is_turn_of_presence(std::span<const Admitted> group);
  std::size_t write_presence();
  void sweep();
  void look_for_silence();
  [[nodiscard]] leases::SlotSet could_hear();
  void follow_proofs(UtcTime now);
  void watch_disk();
  void save_room();
  void ring_disk_full();
  void report_drops();

  Parts parts_;
  std::uint64_t incarnation_;
  leases::SlotEpochs slots_{};  // what cursors_ and presence_ were loaded under
  CursorCache cursors_;
  KnownBoxes boxes_;
  PresenceBook presence_;
  LeftOver left_over_;
  std::atomic<std::size_t> in_hand_{0};
  mutable std::mutex counts_mutex_;
  IngestCounts counts_;
  PresenceCounts boxes_are_;
  SteadyTime swept_;
  std::optional<SteadyTime> proofs_followed_;
  unsigned presence_passed_over_ = 0;  // turns in a row that were not presence's, although it waits
  std::uint64_t unheard_states_ = 0;   // dropped by the intake, as of the last look
  Setbacks setbacks_{kLongestPause};
  Setbacks raw_setbacks_;
  Milliseconds pause_{0};
  std::optional<SteadyTime> refused_since_;  // none: the database answered the last time
  bool full_ = false;                        // the disk took nothing the last time
  bool alarms_only_ = false;                 // the disk is full: its reserve is for them (B9)
  bool rung_ = false;                        // for that
  std::uint64_t reported_drops_ = 0;
};

}  // namespace liftguard::gateway
