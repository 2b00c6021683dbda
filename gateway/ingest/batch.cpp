#include "gateway/ingest/batch.hpp"

#include <chrono>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/dispatch/desk.hpp"
#include "common/observe/log_line.hpp"
#include "common/observe/trace_id.hpp"
#include "common/registry/revoked.hpp"
#include "common/registry/store.hpp"
#include "gateway/clips/clip_store.hpp"
#include "gateway/ingest/happened.hpp"
#include "gateway/ingest/reports.hpp"
#include "gateway/orders/alarm.hpp"
#include "gateway/proving/self_test.hpp"

namespace liftguard::gateway {

namespace {

// A box sends what it cannot get confirmed every 15 s; the desk hears of the same trouble once in this time.
constexpr Milliseconds kRingApart = std::chrono::minutes{10};

constexpr std::size_t kMaxErrorShown = 300;

LaneKey key_of(const wire::Envelope& envelope) {
  return {envelope.monitor, envelope.journal, envelope.lane};
}

std::string_view view(const wire::Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Is the end of this gap one that the record which tells of it can know of?
bool credible(const wire::Envelope& envelope, const wire::GapBody& gap) {
  if (gap.first == 0 || gap.first > gap.last) return false;
  const bool own_lane = gap.lane == envelope.lane && gap.journal == envelope.journal;
  return !own_lane || gap.last < envelope.seq;
}

// An alarm may have been in it.
bool hides_alarms(const wire::GapBody& gap) {
  if (gap.lane != Lane::alarm) return false;
  switch (gap.cause) {
    case wire::GapCause::merged:
      return false;  // repeats of self-tests and alarm buttons
    case wire::GapCause::unknown:
    case wire::GapCause::full:
    case wire::GapCause::rot:
    case wire::GapCause::set_aside:
      return true;
  }
  return true;
}

DeadLetter letter_about(const Incoming& incoming, const wire::Envelope& envelope, DeadReason reason,
                        std::string detail) {
  return {reason, std::move(detail), incoming.topic, envelope.monitor, envelope.lane};
}

wire::LaneMark mark_of(Lane lane, const LaneCursor& cursor) {
  wire::LaneMark mark{lane, cursor.contiguous(), {}};
  for (const auto& range : cursor.ranges()) mark.ranges.emplace_back(range.first, range.last);
  return mark;
}

}  // namespace

IngestCounts& IngestCounts::operator+=(const IngestCounts& other) {
  stored += other.stored;
  repeats += other.repeats;
  dead += other.dead;
  presence += other.presence;
  stale += other.stale;
  put_off += other.put_off;
  unplaced += other.unplaced;
  raw_lost += other.raw_lost;
  return *this;
}

const LaneState* CursorCache::find(const LaneKey& key) const {
  const auto found = cursors_.find(key);
  return found == cursors_.end() ? nullptr : &found->second;
}

void CursorCache::take(const std::map<LaneKey, LaneState>& committed) {
  if (cursors_.size() + committed.size() > kMaxCursors) cursors_.clear();
  for (const auto& [key, lane] : committed) cursors_.insert_or_assign(key, lane);
}

void CursorCache::forget(const std::function<bool(std::string_view monitor)>& changes) {
  std::erase_if(cursors_, [&](const auto& known) { return changes(known.first.monitor); });
}

bool Batch::is_stale(const Origin& origin) const {
  return context_.slots.moved.test(origin.slot) || context_.slots.known[origin.slot] != origin.epoch;
}

void Batch::add(const Incoming& incoming, const Admission& admission) {
  if (is_stale(incoming.origin)) {
    ++outcome_.counts.stale;
    return;
  }
  if (const auto* envelope = std::get_if<wire::Envelope>(&admission)) return add_record(incoming, *envelope);
  if (const auto* state = std::get_if<wire::State>(&admission)) return add_state(incoming, *state);
  add_dead(incoming, std::get<DeadLetter>(admission), incoming.payload);
}

void Batch::add_record(const Incoming& incoming, const wire::Envelope& envelope) {
  if (!is_registered(envelope.monitor)) return add_unknown(incoming, envelope);
  if (is_revoked(envelope.monitor))
    return add_revoked(incoming, letter_about(incoming, envelope, DeadReason::revoked, source_key(envelope)),
                       view(envelope.record));
  outcome_.heard[envelope.monitor] = incoming.origin.broker;
  context_.presence.heard_record(envelope.monitor, context_.now);

  StoredEvent event = event_of(envelope);
  if (envelope.lane == Lane::bulk) return add_bulk(envelope, event);
  rows_.add(envelope, event);
  staged_.push_back({&incoming, &envelope, std::move(event)});
  if (is_dear(envelope)) ++dear_;
  if (staged_.size() >= kStoredAtOnce || dear_ >= kDearAtOnce) store_staged();
}

// An everyday record takes some tens of microseconds; an order, a ring, an upload or a report up to two milliseconds.
bool Batch::is_dear(const wire::Envelope& envelope) {
  if (envelope.lane == Lane::alarm) return true;
  if (std::holds_alternative<wire::UnknownBody>(envelope.body)) return false;
  const auto kind = wire::kind_of(envelope.body);
  const EventFacts* facts = kind ? find_event(*kind) : nullptr;
  if (facts == nullptr || facts->effect != Effect::none) return true;
  return uploads::concerns_a_regulator(*kind) && uploads_.has_receivers();
}

StoredEvent Batch::event_of(const wire::Envelope& envelope) {
  StoredEvent event;
  event.id = tx_.make_id<EventId>();
  event.received = context_.now;
  const auto happened = [&](const auto& body) {
    if constexpr (requires { body.at; })
      return happened_at(body.at, envelope.sent, context_.now);
    else
      return context_.now;
  };
  event.happened = std::visit(happened, envelope.body);
  event.elevator = elevator_of(envelope.monitor, event.happened);
  event.facts = facts_of(envelope.body);
  if (envelope.lane != Lane::bulk) event.content_hash = content_hash(view(envelope.record));
  return event;
}

void Batch::store_staged() {
  const auto is_new = rows_.insert(tx_);
  const auto staged = std::exchange(staged_, {});
  dear_ = 0;
  std::vector<const wire::Envelope*> known;
  for (std::size_t i = 0; i < staged.size(); ++i)
    if (!is_new[i]) known.push_back(staged[i].envelope);
  const auto hashes = stored_content_hashes(tx_, known);
  auto hash = hashes.begin();
  for (std::size_t i = 0; i < staged.size(); ++i) is_new[i] ? settle_new(staged[i]) : settle_known(staged[i], *hash++);
}

void Batch::settle_new(const Staged& staged) {
  ++outcome_.counts.stored;
  add_fresh(*staged.envelope, staged.event.id, staged.event);
  place(*staged.envelope);
}

// The stored record itself says what a repeat is, whatever numbers it came under before or after.
void Batch::settle_known(const Staged& staged, const std::string& stored_hash) {
  const auto& [incoming, envelope, event] = staged;
  if (stored_hash == event.content_hash) {
    ++outcome_.counts.repeats;
  } else {
    add_dead(*incoming,
             letter_about(*incoming, *envelope, DeadReason::content_conflict,
                          fmt::format("journal {} number {}", envelope->journal, envelope->seq)),
             view(envelope->record));
  }
  place(*envelope);
}

void Batch::place(const wire::Envelope& envelope) {
  LaneState& lane = this->lane(key_of(envelope));
  switch (lane.cursor.add(envelope.seq)) {
    case Placement::placed:
    case Placement::known:
      break;
    case Placement::jump:
      ++outcome_.counts.unplaced;
      tell_of_jump(envelope, lane);
      break;
    case Placement::no_room:
      ++outcome_.counts.unplaced;
      break;
  }
}

// What is on the bulk lane is no alarm: its rows are the sums and reports made of it, and the cursor alone says what a
// repeat is. What finds no place there is not taken at all, and comes again.
void Batch::add_bulk(const wire::Envelope& envelope, const StoredEvent& event) {
  LaneState& lane = this->lane(key_of(envelope));
  switch (lane.cursor.add(envelope.seq)) {
    case Placement::placed:
      break;
    case Placement::known:
      ++outcome_.counts.repeats;
      return;
    case Placement::jump:
      ++outcome_.counts.put_off;
      return tell_of_jump(envelope, lane);
    case Placement::no_room:
      ++outcome_.counts.put_off;
      return;
  }
  ++outcome_.counts.stored;
  if (const auto* ride = std::get_if<wire::RideBody>(&envelope.body))
    rides_.add(envelope.monitor, event.elevator, event.happened, *ride);
  raw_.push_back(&envelope);
  add_fresh(envelope, event.id, event);
}

// Stored, where it is not of the bulk lane, and never confirmed: the lane goes on below it as if it had not come (E4).
void Batch::tell_of_jump(const wire::Envelope& envelope, LaneState& lane) {
  if (lane.jumped_to == envelope.seq) return;
  lane.jumped_to = envelope.seq;
  outcome_.log.push_back(fmt::format("{} lies too far beyond {} to be confirmed: its numbers are wrong, or not its own",
                                     source_key(envelope), lane.cursor.highest()));
}

void Batch::report_to_regulators(const wire::Envelope& envelope, const StoredEvent& event) {
  const auto kind = wire::kind_of(envelope.body);
  if (!kind) return;
  uploads_.add(uploads::EventReport{.kind = *kind,
                                    .source_key = source_key(envelope),
                                    .monitor = envelope.monitor,
                                    .elevator = event.elevator,
                                    .happened = event.happened,
                                    .received = event.received,
                                    .facts_json = event.facts});
}

void Batch::add_fresh(const wire::Envelope& envelope, EventId id, const StoredEvent& event) {
  report_to_regulators(envelope, event);
  if (const auto* gap = std::get_if<wire::GapBody>(&envelope.body)) return add_gap(envelope, *gap);
  if (const auto* chunk = std::get_if<wire::ClipChunkBody>(&envelope.body)) return add_clip_chunk(envelope, *chunk);
  switch (take_report(tx_, envelope, {id, event.happened, context_.now}, outcome_.log)) {
    case Reported::nothing:
      break;
    case Reported::order_told:
      outcome_.touched_orders = true;
      return;
    case Reported::taken:
      return;
  }
  if (const auto alarm = alarm_of(envelope, {id, event.elevator, event.happened, event.received})) {
    const auto applied = dispatch::apply_alarm(tx_, *alarm, context_.now);
    outcome_.touched_orders = true;
    take_self_test(tx_, envelope, {event.elevator, applied.order.value_or(OrderId{}), event.happened, context_.now});
    outcome_.traces.push_back(observe::trace_id(source_key(envelope)));
    outcome_.log.push_back(
        observe::with_fields("alarm committed", {{"trace", outcome_.traces.back()},
                                                 {"source", source_key(envelope)},
                                                 {"event", std::string(find_event(alarm->kind)->name)},
                                                 {"order", applied.order ? to_string(*applied.order) : "none"}}));
    return;
  }
  // A newer box may mean an entrapment by what this program cannot read (RS-13).
  if (envelope.lane == Lane::alarm && !wire::kind_of(envelope.body))
    ring_damaged(envelope.monitor, "unreadable", "报警通道收到本系统尚不认识的报警",
                 "sent an alarm of an unknown kind");
}

void Batch::add_gap(const wire::Envelope& envelope, const wire::GapBody& gap) {
  const LaneKey key{envelope.monitor, gap.journal, gap.lane};
  if (hides_alarms(gap)) ring_damaged(envelope.monitor, "lost", "报警通道有记录丢失", "lost records of its alarm lane");
  if (!credible(envelope, gap)) return;  // numbers not known, or not to be believed: nothing to confirm
  const SeqRange range{gap.first, gap.last};
  insert_gap(tx_, key, range, gap.cause, context_.now);
  if (const auto placed = lane(key).cursor.add(range); placed == Placement::jump || placed == Placement::no_room)
    ++outcome_.counts.unplaced;
}

void Batch::add_clip_chunk(const wire::Envelope& envelope, const wire::ClipChunkBody& chunk) {
  if (take_chunk(tx_, envelope.monitor, chunk, context_.now) == ChunkOutcome::not_fitting)
    outcome_.log.push_back(fmt::format("{} is a piece of no clip", source_key(envelope)));
}

void Batch::add_state(const Incoming& incoming, const wire::State& state) {
  if (!context_.presence.knows(state.monitor) && !is_registered(state.monitor)) {
    add_dead(incoming, {DeadReason::unknown_monitor, "presence", incoming.topic, state.monitor, {}}, incoming.topic);
    return;
  }
  // One letter however often it says that it is there.
  if (is_revoked(state.monitor))
    return add_revoked(incoming, {DeadReason::revoked, "presence", incoming.topic, state.monitor, {}}, incoming.topic);
  ++outcome_.counts.presence;
  context_.presence.observe(state, context_.now);
  if (const auto* birth = std::get_if<wire::Birth>(&state.presence)) {
    outcome_.heard[state.monitor] = incoming.origin.broker;
    outcome_.born.push_back(state.monitor);
    take_birth(tx_, state.monitor, *birth, context_.now);
  }
  if (const auto* progress = std::get_if<wire::Progress>(&state.presence))
    outcome_.progress.emplace_back(state.monitor, *progress);
}

// Not confirmed: the box keeps the record, and once somebody has registered it, it still becomes an order (E15).
void Batch::add_unknown(const Incoming& incoming, const wire::Envelope& envelope) {
  add_dead(incoming, letter_about(incoming, envelope, DeadReason::unknown_monitor, source_key(envelope)),
           view(envelope.record));
  ring_unknown(envelope);
}

void Batch::ring_unknown(const wire::Envelope& envelope) {
  if (!concerns_people(envelope.body)) return;
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::unknown_monitor;
  const auto* facts = find_event(*wire::kind_of(envelope.body));
  alert.key =
      fmt::format("unknown_monitor/{}/{}/{}", envelope.monitor, facts->name, to_ms(context_.now) / kRingApart.count());
  alert.monitor = envelope.monitor;
  alert.text_zh = fmt::format("未登记的装置 {} 报告：{}，无法确定是哪台电梯", envelope.monitor, facts->zh);
  alert.text_en = fmt::format("Monitor {}, which is not registered, reports: {}. Its lift is not known",
                              envelope.monitor, facts->en);
  dispatch::ring(tx_, alert, context_.now);
}

// Neither stored nor confirmed, and nothing is done for it (fault row E10).
void Batch::add_revoked(const Incoming& incoming, const DeadLetter& letter, std::string_view same) {
  context_.presence.revoke(letter.monitor, context_.now);
  add_dead(incoming, letter, same);
}

void Batch::add_dead(const Incoming& incoming, const DeadLetter& letter, std::string_view same) {
  ++outcome_.counts.dead;
  put_dead_letter(tx_, letter, {incoming.payload, incoming.size, content_hash(same)}, context_.now);
  outcome_.log.push_back(fmt::format("dead letter on {}: {} ({}), {} bytes", letter.topic, words_of(letter.reason).code,
                                     letter.detail, incoming.size));
  if (letter.lane == Lane::alarm && is_registered(letter.monitor)) {
    const ReasonWords& words = words_of(letter.reason);
    if (letter.reason == DeadReason::revoked) return ring_revoked(letter.monitor);
    ring_damaged(letter.monitor, std::string(words.code), fmt::format("报警通道收到无法接受的消息（{}）", words.zh),
                 fmt::format("sent a message on its alarm lane that was not accepted ({})", words.en));
  }
}

void Batch::set_aside(const Incoming& incoming, const Admission& admission, const std::string& error) {
  if (is_stale(incoming.origin)) {
    ++outcome_.counts.stale;
    return;
  }
  DeadLetter letter{DeadReason::not_processable, printable(error, kMaxErrorShown), incoming.topic, {}, {}};
  const auto* envelope = std::get_if<wire::Envelope>(&admission);
  if (!envelope) return add_dead(incoming, letter, incoming.payload);
  add_dead(incoming, letter_about(incoming, *envelope, letter.reason, letter.detail), view(envelope->record));
  if (!is_registered(envelope->monitor)) return ring_unknown(*envelope);
  if (is_revoked(envelope->monitor)) return;
  outcome_.heard[envelope->monitor] = incoming.origin.broker;
  insert_gap(tx_, key_of(*envelope), {envelope->seq, envelope->seq}, wire::GapCause::set_aside, context_.now);
  static_cast<void>(lane(key_of(*envelope)).cursor.add(envelope->seq));
}

// Whoever has the stolen box can make it say anything; but it may still hang in its car.
void Batch::ring_revoked(const std::string& monitor) {
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::revoked_alarm;
  alert.key = fmt::format("revoked/{}/{}", monitor, to_ms(context_.now) / kRingApart.count());
  alert.elevator = elevator_of(monitor, context_.now);
  alert.monitor = monitor;
  alert.text_zh = fmt::format("已吊销的装置 {} 发来报警，未派单：请电话核实轿厢内是否有人", monitor);
  alert.text_en =
      fmt::format("Monitor {}, which was revoked, sent an alarm. Nobody was dispatched: phone the building", monitor);
  dispatch::ring(tx_, alert, context_.now);
}

void Batch::ring_damaged(const std::string& monitor, const std::string& cause, const std::string& zh,
                         const std::string& en) {
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::damaged_record;
  alert.key = fmt::format("damaged/{}/{}/{}", monitor, cause, to_ms(context_.now) / kRingApart.count());
  alert.elevator = elevator_of(monitor, context_.now);
  alert.monitor = monitor;
  alert.text_zh = fmt::format("装置 {} {}：查明之前请按困人处理", monitor, zh);
  alert.text_en = fmt::format("Monitor {} {}. Treat it as people trapped until somebody has made sure", monitor, en);
  dispatch::ring(tx_, alert, context_.now);
}

bool Batch::is_revoked(const std::string& monitor) {
  if (!revoked_) revoked_ = registry::revoked_names(tx_);
  return revoked_->contains(monitor);
}

bool Batch::is_registered(const std::string& monitor) {
  return context_.boxes.find(monitor) != nullptr;
}

// Of then; a box that was bound meanwhile is taken to be where it is now: it hangs in some car and may have people in
// it.
ElevatorId Batch::elevator_of(const std::string& monitor, UtcTime happened) {
  const KnownBox* box = context_.boxes.find(monitor);
  if (!box) return ElevatorId{};
  if (box->elevator && happened >= box->since) return box->elevator;
  const auto then = registry::elevator_of(tx_, monitor, happened);
  return then && *then ? *then : box->elevator;
}

LaneState& Batch::lane(const LaneKey& key) {
  const auto found = outcome_.cursors.find(key);
  if (found != outcome_.cursors.end()) return found->second;
  const LaneState* cached = context_.cursors.find(key);
  return outcome_.cursors.emplace(key, cached ? *cached : load_lane(tx_, key)).first->second;
}

void Batch::save_changed_lanes() {
  std::vector<SavedLane> changed;
  for (auto& [key, lane] : outcome_.cursors) {
    const bool whole = lane.cursor.missing() == 0 && lane.jumped_to == 0;
    if (whole) lane.missing_since.reset();
    if (!whole && !lane.missing_since) lane.missing_since = context_.now;
    const LaneState* before = context_.cursors.find(key);
    if (!before || *before != lane) changed.push_back({&key, &lane});
  }
  save_lanes(tx_, changed, context_.now);
}

BatchOutcome Batch::finish() {
  store_staged();
  rides_.save(tx_);
  save_changed_lanes();
  std::map<std::pair<std::string, std::uint64_t>, wire::Confirm> confirms;
  for (const auto& [key, lane] : outcome_.cursors) {
    auto& confirm = confirms[{key.monitor, key.journal}];
    confirm.journal = key.journal;
    confirm.incarnation = context_.incarnation;
    confirm.lanes.push_back(mark_of(key.lane, lane.cursor));
  }
  for (auto& [key, confirm] : confirms)
    outcome_.confirmations.push_back({key.first, std::move(confirm), outcome_.heard[key.first]});
  if (context_.raw) {
    for (const auto* envelope : raw_) context_.raw->add(*envelope, context_.now);
    outcome_.raw_lost = !context_.raw->write(context_.now);
    if (outcome_.raw_lost) outcome_.counts.raw_lost += raw_.size();
  }
  return std::move(outcome_);
}

}  // namespace liftguard::gateway
