#include "gateway/ingest/writer.hpp"

#include <exception>
#include <new>
#include <numeric>
#include <set>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "common/base/waiting.hpp"
#include "common/dispatch/desk.hpp"
#include "common/observe/log_line.hpp"
#include "common/observe/trace_id.hpp"
#include "common/registry/proving.hpp"
#include "common/storage/disk_full.hpp"
#include "common/watchdog/this_thread.hpp"
#include "common/wire/topics.hpp"
#include "common/wire/up.hpp"
#include "gateway/ingest/presence_rows.hpp"
#include "gateway/orders/alarm.hpp"

namespace liftguard::gateway {

namespace {

// No write transaction over 20 ms (architecture): applying stops here, the rest is the commit's.
constexpr std::chrono::milliseconds kApplyFor{12};

constexpr std::chrono::milliseconds kIdle{200};
constexpr std::chrono::seconds kSweepEvery{5};
constexpr std::chrono::seconds kStoodStill = 3 * kSweepEvery;
constexpr std::chrono::seconds kFollowProofsEvery{30};

// For so long what boxes say waits in the queues while the database refuses, and they are heard all the same.
constexpr std::chrono::seconds kHeardInQueues{10};

// So often in a row messages go before presence that waits to be written.
constexpr unsigned kPresencePassedOverInARow = 8;
constexpr std::chrono::milliseconds kWritePresenceFor{8};

constexpr std::chrono::milliseconds kLastWords{500};
constexpr Milliseconds kAfterFull{200};  // a full disk is not asked all the time

// Of a record without its envelope, which differs from sending to sending.
MessageMark message_mark(const Incoming& incoming, const Admission& admission) {
  const auto* envelope = std::get_if<wire::Envelope>(&admission);
  if (!envelope) return mark_of(incoming.topic, incoming.payload);
  return mark_of(incoming.topic, {reinterpret_cast<const char*>(envelope->record.data()), envelope->record.size()});
}

// What this thread applies, as it stands in the file of suspects while it does.
class Watched {
 public:
  Watched(Suspects* suspects, std::span<const MessageMark> marks) : suspects_(suspects) {
    if (suspects_) suspects_->begin(marks);
  }
  ~Watched() {
    if (suspects_) suspects_->leave();
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  void did_no_harm() {
    if (suspects_) suspects_->done();
  }

 private:
  Suspects* suspects_;
};

std::vector<PresenceRow> read_presence(storage::Database& database) {
  auto session = database.read();
  return load_presence(session);
}

// The way of an alarm begins; what comes of it is told at the commit.
void tell_alarm(const Admission& admission) {
  const auto* envelope = std::get_if<wire::Envelope>(&admission);
  if (envelope == nullptr || envelope->lane != Lane::alarm || !spdlog::should_log(spdlog::level::debug)) return;
  spdlog::debug("{}", observe::with_fields("alarm received", {{"trace", observe::trace_id(source_key(*envelope))}}));
}

}  // namespace

Writer::Writer(const Parts& parts)
    : parts_(parts),
      incarnation_(parts.database.incarnation() & wire::kMaxNumber),
      presence_(parts.slots.held ? std::vector<PresenceRow>{} : read_presence(parts.database), parts.civil.utc_now()),
      swept_(parts.steady.now()) {
  auto session = parts_.database.read();
  boxes_.follow(session);
}

void Writer::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    turn(kIdle);
    watchdog::turned();
    if (pause_ > Milliseconds{0}) wait_or_stop(stop, pause_);
  }
  const SteadyTime end = parts_.steady.now() + kLastWords;
  while (pause_ == Milliseconds{0} && parts_.steady.now() < end && (!left_over_.empty() || !parts_.intake.empty()))
    turn(std::chrono::milliseconds{0});
}

std::size_t Writer::turn(std::chrono::milliseconds patience) {
  auto group = next_group(presence_waits() ? std::chrono::milliseconds{0} : patience);
  in_hand_ = group.size() + left_over_.size();
  const std::size_t done = attempt(group, [&] {
    follow_slots();
    sweep();
    return group.empty() ? std::size_t{0} : write(group);
  });
  in_hand_ = left_over_.size();
  if (presence_waits() && is_turn_of_presence(group)) attempt({}, [&] { return write_presence(); });
  return done;
}

// What of the group the database does not take is left over.
std::size_t Writer::attempt(std::span<Admitted> group, const std::function<std::size_t()>& work) {
  try {
    const std::size_t done = work();
    left_over_.put_back(group, done);
    return done;
  } catch (const storage::DiskFull& full) {
    if (!std::exchange(full_, true)) spdlog::critical("{}", full.what());
    pause_ = kAfterFull;
    save_room();
    left_over_.put_back(group, 0);
    const auto put_off = left_over_.keep_alarms();
    const std::scoped_lock lock(counts_mutex_);
    counts_.put_off += put_off;
    return 0;
  } catch (const storage::OutcomeUnknown& unknown) {
    // It may have been committed: where each lane is, which alone says what a repeat on the bulk lane is, is read anew
    // (B12).
    cursors_.forget([](std::string_view) { return true; });
    refused(unknown);
    left_over_.put_back(group, 0);
    return 0;
  } catch (const storage::Busy& busy) {
    refused(busy);
    left_over_.put_back(group, 0);
    return 0;
  }
}

// The database is away: what boxes say waits or is sent again, and nobody is silent for it.
void Writer::refused(const storage::Busy& busy) {
  const SteadyTime now = parts_.steady.now();
  if (!refused_since_) refused_since_ = now;
  const auto [wait, worth_telling] = setbacks_.again(now, busy.what());
  pause_ = wait;
  if (worth_telling) spdlog::warn("the database refuses, nothing is confirmed meanwhile: {}", busy.what());
  if (now - *refused_since_ > kHeardInQueues) presence_.could_hear({}, parts_.civil.utc_now());
}

void Writer::answered() {
  full_ = false;
  refused_since_.reset();
  setbacks_.over();
  if (std::exchange(pause_, Milliseconds{0}) > Milliseconds{0}) spdlog::info("the database takes messages again");
}

std::vector<Admitted> Writer::next_group(std::chrono::milliseconds patience) {
  std::vector<Admitted> group = left_over_.next(parts_.intake.alarm_waiting() ? Newer::alarms : Newer::none);
  if (!group.empty()) return group;
  const bool for_alarms = alarms_only_ || !left_over_.empty();  // what is left over came before what else there is
  for (auto& incoming : parts_.intake.take(kMaxGroup, patience, for_alarms ? Wanted::alarms : Wanted::all)) {
    Admission admission = admit(incoming);
    tell_alarm(admission);
    const MessageMark mark = parts_.suspects ? message_mark(incoming, admission) : 0;
    group.push_back({std::move(incoming), std::move(admission), mark});
  }
  return group;
}

// One message that cannot be processed must not take the others with it, nor come back for ever (B17). A group that
// fails is tried again in halves, one a turn: so alarms that come meanwhile wait for one transaction, not for them all.
std::size_t Writer::write(std::vector<Admitted>& group) {
  if (group.size() > 1 && set_suspects_apart(group)) return 0;
  if (const auto committed = try_commit(group)) return let_out(*committed);
  for (auto& one : group) one.together = (group.size() + 1) / 2;
  return 0;
}

// Whom the program may have died on is tried alone, so that it is known whom it dies on next.
bool Writer::set_suspects_apart(std::vector<Admitted>& group) const {
  bool any = false;
  for (auto& one : group) {
    if (!parts_.suspects || parts_.suspects->crashes(one.mark) == 0) continue;
    one.together = 1;
    any = true;
  }
  return any;
}

bool Writer::is_poison(const Admitted& admitted) const {
  return parts_.suspects && parts_.suspects->crashes(admitted.mark) > Suspects::kCrashesAllowed;
}

// None: the group has to be tried in smaller ones. A single message that fails is set aside.
std::optional<Writer::Committed> Writer::try_commit(std::span<const Admitted> group) {
  std::string error;
  if (group.size() == 1 && is_poison(group.front()))
    return commit(group, Mode::setting_aside, "the program died on it twice");
  try {
    return commit(group, Mode::normal, error);
  } catch (const storage::Conflict& conflict) {
    error = conflict.what();
  } catch (const storage::DatabaseError&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;  // not the message's fault: the process is started again, and the box sends it again
  } catch (const std::exception& e) {
    error = e.what();
  }
  if (group.size() != 1) return std::nullopt;
  return commit(group, Mode::setting_aside, error);
}

Writer::Committed Writer::commit(std::span<const Admitted> group, Mode mode, const std::string& error) {
  std::vector<MessageMark> marks;
  for (const auto& one : group) marks.push_back(one.mark);
  Watched watched(mode == Mode::normal ? parts_.suspects : nullptr, marks);
  auto tx = parts_.database.begin();
  const SteadyTime begun = parts_.steady.now();
  const SlotsAtCommit slots = slots_at(tx);
  boxes_.follow(tx);
  const BatchContext context{cursors_, boxes_, presence_, incarnation_, parts_.civil.utc_now(), slots, parts_.raw};
  Batch batch(tx, context);
  std::size_t done = 0;
  for (const auto& [incoming, admission, mark, together] : group) {
    if (done > 0 && parts_.steady.now() - begun > kApplyFor) break;
    switch (mode) {
      case Mode::normal:
        if (parts_.faults.before_apply) parts_.faults.before_apply(incoming.topic);
        batch.add(incoming, admission);
        break;
      case Mode::setting_aside:
        batch.set_aside(incoming, admission, error);
        break;
    }
    ++done;
  }
  BatchOutcome outcome = batch.finish();
  if (parts_.faults.before_commit) parts_.faults.before_commit([&] { parts_.outputs.confirm(outcome.confirmations); });
  tx.commit();
  answered();
  watched.did_no_harm();
  return {done, std::move(outcome)};
}

std::size_t Writer::let_out(const Committed& committed) {
  const BatchOutcome& outcome = committed.outcome;
  if (parts_.faults.after_commit) parts_.faults.after_commit();
  if (parts_.outputs.heard)
    for (const auto& [monitor, broker] : outcome.heard) parts_.outputs.heard(monitor, broker);
  if (!outcome.confirmations.empty()) parts_.outputs.confirm(outcome.confirmations);
  if (outcome.touched_orders) parts_.outputs.orders_changed();
  for (const auto& monitor : outcome.born) parts_.outputs.greet(monitor, parts_.civil.utc_now());
  if (parts_.outputs.progress)
    for (const auto& [monitor, progress] : outcome.progress) parts_.outputs.progress(monitor, progress);
  cursors_.take(outcome.cursors);
  {
    const std::scoped_lock lock(counts_mutex_);
    counts_ += outcome.counts;
  }
  if (outcome.raw_lost && raw_setbacks_.again(parts_.steady.now(), "lost").worth_telling)
    spdlog::error("raw records of the bulk lane cannot be written; their sums are kept");
  for (const auto& line : outcome.log) spdlog::info("{}", line);
  for (const auto& trace : outcome.traces)
    spdlog::info("{}", observe::with_fields("alarm confirmed", {{"trace", trace}}));
  return committed.done;
}

// What is remembered of a slot's monitors dates from this holding of it: in between it was another's.
void Writer::follow_slots() {
  if (!parts_.slots.held) return;
  const leases::SlotEpochs held = parts_.slots.held();
  if (held == slots_) return;
  const auto changes = [&](std::string_view monitor) {
    const auto slot = wire::slot_of(monitor);
    return held[slot] != slots_[slot];
  };
  auto stored = read_presence(parts_.database);
  std::erase_if(stored,
                [&](const PresenceRow& row) { return held[wire::slot_of(row.monitor)] == 0 || !changes(row.monitor); });
  presence_.replace(changes, std::move(stored), parts_.civil.utc_now());
  cursors_.forget(changes);
  slots_ = held;
}

SlotsAtCommit Writer::slots_at(storage::Session& session) const {
  SlotsAtCommit slots{slots_, {}};
  if (!parts_.slots.in_database) return slots;
  const leases::SlotEpochs now = parts_.slots.in_database(session);
  for (std::size_t slot = 0; slot < now.size(); ++slot) slots.moved.set(slot, now[slot] != slots_[slot]);
  return slots;
}

IngestCounts Writer::counts() const {
  const std::scoped_lock lock(counts_mutex_);
  return counts_;
}

// While alarms alone are taken nothing else is written, and nobody is heard of whom presence would tell.
bool Writer::presence_waits() const {
  return !alarms_only_ && (presence_.has_changes() || presence_.news().is_due(parts_.civil.utc_now()));
}

bool Writer::is_turn_of_presence(std::span<const Admitted> group) {
  const bool others_go_first =
      !group.empty() && (++presence_passed_over_ < kPresencePassedOverInARow || parts_.intake.alarm_waiting());
  if (!others_go_first) presence_passed_over_ = 0;
  return !others_go_first;
}

std::size_t Writer::write_presence() {
  const UtcTime now = parts_.civil.utc_now();
  PresenceWritten written;
  try {
    auto tx = parts_.database.begin();
    const SteadyTime begun = parts_.steady.now();
    boxes_.follow(tx);
    const PresenceTerms terms{now, slots_at(tx).moved, [&] { return parts_.steady.now() - begun > kWritePresenceFor; }};
    written = gateway::write_presence(tx, presence_, boxes_, terms);
    tx.commit();
  } catch (const storage::Conflict& conflict) {
    // No reason to take no alarms, nor to try the same for ever: the boxes' next change is written again.
    spdlog::error("the presence of some boxes could not be written and is given up: {}", conflict.what());
    written.tidings = presence_.news().next(now, kPresenceRowsAtOnce);
    for (auto& row : presence_.changed(kPresenceRowsAtOnce)) written.monitors.push_back(std::move(row.monitor));
  }
  answered();
  presence_.written(written.monitors);
  presence_.news().told(written.tidings, now);
  return 0;
}

void Writer::sweep() {
  const Milliseconds passed = std::chrono::duration_cast<Milliseconds>(parts_.steady.now() - swept_);
  if (passed < kSweepEvery) return;
  swept_ = parts_.steady.now();
  if (passed > kStoodStill) presence_.could_hear({}, parts_.civil.utc_now());  // whoever spoke then spoke to nobody
  look_for_silence();
  watch_disk();
  report_drops();
}

void Writer::look_for_silence() {
  const UtcTime now = parts_.civil.utc_now();
  presence_.could_hear(could_hear(), now);
  presence_.sweep(now);
  presence_.news().pass_over(
      [this](std::string_view monitor) {
        const KnownBox* box = boxes_.find(monitor);
        return !box || !box->elevator;
      },
      now);
  follow_proofs(now);
  const PresenceCounts boxes = presence_.counts();
  const std::scoped_lock lock(counts_mutex_);
  boxes_are_ = boxes;
}

// Whoever's heartbeats were thrown away for want of room or of disk was not heard either.
leases::SlotSet Writer::could_hear() {
  const auto& dropped = parts_.intake.counts().dropped;
  const auto unheard = dropped[static_cast<std::size_t>(Queue::state)];
  const bool lost_some = std::exchange(unheard_states_, unheard) != unheard;
  const auto heard = parts_.slots.heard ? parts_.slots.heard() : leases::SlotSet{}.set();
  return lost_some || alarms_only_ ? leases::SlotSet{} : heard;
}

void Writer::follow_proofs(UtcTime now) {
  if (proofs_followed_ && parts_.steady.now() - *proofs_followed_ < kFollowProofsEvery) return;
  proofs_followed_ = parts_.steady.now();
  std::set<std::string, std::less<>> unproven;
  auto session = parts_.database.read();
  for (auto& monitor : registry::known_unproven(session))
    if (!parts_.slots.held || slots_[wire::slot_of(monitor)] != 0) unproven.insert(std::move(monitor));
  presence_.unproven_are(unproven, now);
}

PresenceCounts Writer::boxes() const {
  const std::scoped_lock lock(counts_mutex_);
  return boxes_are_;
}

// Fault row B9. What a full disk still takes is for alarms: everything else stays with the boxes, which send it again.
void Writer::watch_disk() {
  if (!parts_.reserve) return;
  if (!alarms_only_ && parts_.reserve->disk_is_short()) save_room();
  if (alarms_only_ && !rung_) ring_disk_full();
  if (!parts_.reserve->hold() || !alarms_only_) return;
  alarms_only_ = rung_ = false;
  spdlog::info("the disk has room again: everything is taken");
}

void Writer::save_room() {
  if (parts_.reserve) parts_.reserve->give_up();
  if (parts_.reserve && !std::exchange(alarms_only_, true))
    spdlog::critical("the disk is full: its reserve is given up, and alarms alone are taken");
}

void Writer::ring_disk_full() {
  const UtcTime now = parts_.civil.utc_now();
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::watch_found;
  alert.key = fmt::format("disk_full/{}", to_ms(now));
  alert.text_zh = "数据库磁盘已满：目前只接收报警，请立即腾出空间";
  alert.text_en = "The database's disk is full: alarms alone are taken. Make room at once";
  try {
    auto tx = parts_.database.begin();
    dispatch::ring(tx, alert, now);
    tx.commit();
    rung_ = true;
  } catch (const storage::Busy&) {
    // The next look will do.
  }
}

void Writer::report_drops() {
  const auto dropped = parts_.intake.counts().dropped;
  const std::uint64_t total = std::accumulate(dropped.begin(), dropped.end(), std::uint64_t{0});
  if (total == reported_drops_) return;
  reported_drops_ = total;
  spdlog::warn("queues were full, the boxes send again: {} alarm, {} presence, {} event, {} bulk messages dropped",
               dropped[0], dropped[1], dropped[2], dropped[3]);
}

}  // namespace liftguard::gateway
