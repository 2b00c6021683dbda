// What a box reports and what becomes of it: records into the journal, messages out by way of the mischief,
// confirmations back.
#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "common/wire/topics.hpp"
#include "simulators/fleet/box/box.hpp"

namespace liftguard::fleet {
namespace {

using journal::RecordKey;

// Above the lowest floor: somewhere between the second and the third.
constexpr double kStuckAtM = 5.2;

std::string lines_of(const wire::Confirm& confirm, const std::string& monitor, UtcTime now) {
  std::string lines;
  for (const auto& mark : confirm.lanes) {
    std::string ranges;
    for (const auto& [first, last] : mark.ranges)
      ranges += fmt::format("{}[{},{}]", ranges.empty() ? "" : ",", first, last);
    lines += fmt::format(
        R"({{"ledger":"confirmed","monitor":"{}","confirmed":{},"journal":{},"lane":{},"contiguous":{},"ranges":[{}]}})",
        monitor, to_ms(now), confirm.journal, static_cast<int>(mark.lane), mark.contiguous, ranges);
    lines += '\n';
  }
  return lines;
}

bool covers(const wire::Confirm& confirm, const RecordKey& key) {
  return confirm.journal == key.journal &&
         std::any_of(confirm.lanes.begin(), confirm.lanes.end(), [&](const wire::LaneMark& mark) {
           const auto within = [&](const auto& range) { return key.seq >= range.first && key.seq <= range.second; };
           return mark.lane == key.lane &&
                  (key.seq <= mark.contiguous || std::any_of(mark.ranges.begin(), mark.ranges.end(), within));
         });
}

}  // namespace

wire::Body Box::body_of(const Happening& happening) const {
  if (happening.kind == EventKind::ride) {
    wire::RideBody ride;
    ride.at = stamp(happening.at);
    ride.started = happening.at - std::chrono::seconds(12);
    ride.metres = 9.0;
    ride.from = "1";
    ride.to = "4";
    ride.peak_speed = 1.75;
    ride.direction = "up";
    ride.basis = "both";
    return ride;
  }
  wire::EventBody event;
  event.kind = happening.kind;
  event.at = stamp(happening.at);
  event.episode = happening.episode;
  event.door = false;
  event.mains = true;
  const auto* facts = find_event(happening.kind);
  event.rule = facts == nullptr ? "" : std::string(facts->rule);
  if (happening.kind == EventKind::trapped) {
    event.position_m = kStuckAtM;
    event.between = {"2", "3"};
    event.zone = false;
    event.occupancy = wire::Occupancy::occupied;
    event.motion = wire::Motion::at_rest;
    event.reasons = {{"outside_zone", happening.at - std::chrono::seconds(30)}};
  }
  if (happening.kind == EventKind::recovered) {
    const auto open = std::find_if(episodes_.begin(), episodes_.end(),
                                   [&](const auto& mark) { return mark.id == happening.episode; });
    if (open != episodes_.end()) event.duration = happening.at - open->began;
    event.people_left = true;
    event.ended_by = "door_open_in_zone";
  }
  return event;
}

// The episodes that travel with every alarm (RS-13).
void Box::remember(const Happening& happening) {
  if (happening.kind == EventKind::trapped) {
    episodes_.push_back({happening.episode, EventKind::trapped, happening.at, std::nullopt});
    if (episodes_.size() <= wire::kMaxEpisodeMarks) return;
    const auto ended =
        std::find_if(episodes_.begin(), episodes_.end(), [](const auto& m) { return m.ended.has_value(); });
    episodes_.erase(ended == episodes_.end() ? episodes_.begin() : ended);
  } else if (happening.kind == EventKind::recovered) {
    for (auto& mark : episodes_)
      if (mark.id == happening.episode) mark.ended = happening.at;
  }
}

RecordKey Box::promise(Lane lane) {
  return {journal_.id(), lane, ++promised_[static_cast<std::size_t>(lane)]};
}

void Box::happen(const Happening& happening, const RecordKey& promised, SteadyTime decided) {
  auto& tally = around_.tally;
  const auto lane = static_cast<std::size_t>(promised.lane);
  std::erase_if(waiting_, [this](const Waiting& one) { return !journal_.is_unconfirmed(one.key); });  // dropped
  const auto record = wire::encode_record(body_of(happening));
  if (happening.episode != 0) remember(happening);
  const journal::Draft draft{promised.lane, happening.kind, *record};
  const auto keys = journal_.append({&draft, 1}, {});
  const auto about = [&](const char* what) {
    return fmt::format(R"({{"ledger":"{}","monitor":"{}","journal":{},"lane":{},"promised":{})", what, monitor_,
                       promised.journal, lane, promised.seq);
  };
  if (!keys) {
    ++tally.journal_full[lane];
    around_.ledger.write(about("refused") + "}\n");
    return;
  }
  const auto& key = keys->front();
  if (key != promised) {
    promised_[lane] = std::max(promised_[lane], key.seq);
    around_.ledger.write(about("renumbered") + fmt::format(R"(,"seq":{}}})", key.seq) + '\n');
  }
  ++tally.raised[lane];
  if (happening.kind == EventKind::trapped) ++tally.trapped;
  if (happening.kind == EventKind::recovered) ++tally.recovered;
  waiting_.push_back({key, decided, line_.up(), happening.kind == EventKind::trapped});
  feed(link::Appended{promised.lane});
}

void Box::take(const wire::Confirm& confirm) {
  const auto now = around_.steady.now();
  const auto before = journal_.incarnation();
  const auto outcome = journal_.confirm(confirm, now);
  if (outcome == journal::ConfirmOutcome::unknown_journal || outcome == journal::ConfirmOutcome::other_incarnation)
    return;
  if (outcome == journal::ConfirmOutcome::history_lost) return feed(link::MarksReset{});
  around_.ledger.write(lines_of(confirm, monitor_, around_.wall.utc_now()));
  std::erase_if(waiting_, [&](const Waiting& one) {
    if (!covers(confirm, one.key)) return false;
    ++around_.tally.confirmed[static_cast<std::size_t>(one.key.lane)];
    held_.erase(one.key);
    if (one.trapped)
      (one.live ? around_.tally.alarm_live : around_.tally.alarm_pending).add(now - one.since);
    else if (one.live && one.key.lane != Lane::alarm)
      around_.tally.others.add(now - one.since);
    return true;
  });
  if (before != 0 && journal_.incarnation() != before) feed(link::MarksReset{});
  feed(link::Confirmed{});
}

// A held record counts as sent: the link sends it again, and that goes through once its time has come.
bool Box::is_held(const RecordKey& key) {
  if (around_.mischief.delay <= 0) return false;
  const auto now = around_.steady.now();
  const auto [at, fresh] = held_.try_emplace(key, SteadyTime::min());
  if (fresh && chance_.happens(around_.mischief.delay)) at->second = now + draw_delay(around_.mischief, chance_);
  return at->second > now;
}

Line::Outcome Box::publish_up(const RecordKey& key, const wire::Bytes& payload, std::uint64_t tag) {
  const auto& mischief = around_.mischief;
  if (!swapped_ && chance_.happens(mischief.reorder)) {
    swapped_ = Swapped{key.lane, payload};
    return Line::Outcome::taken;
  }
  const auto outcome = line_.publish({wire::up_topic(monitor_, key.lane), payload}, tag);
  if (outcome != Line::Outcome::taken) return outcome;
  ++around_.tally.sent;
  if (chance_.happens(mischief.duplicate)) publish_copies(key.lane, payload);
  if (chance_.happens(mischief.repeat)) publish_later(key.lane, payload, draw_delay(mischief, chance_));
  if (chance_.happens(mischief.malformed)) {
    const auto broken = make_malformed(payload, chance_);
    if (line_.publish({wire::up_topic(monitor_, key.lane), broken}, 0) == Line::Outcome::taken)
      ++around_.tally.malformed;
  }
  if (const auto before = std::exchange(swapped_, std::nullopt)) {
    if (line_.publish({wire::up_topic(monitor_, before->lane), before->payload}, 0) == Line::Outcome::taken)
      ++around_.tally.extra;
  }
  return outcome;
}

void Box::publish_copies(Lane lane, const wire::Bytes& payload) {
  const auto topic = wire::up_topic(monitor_, lane);
  for (auto copies = 1 + chance_.below(4); copies > 0; --copies) {
    mqtt::Publication copy{topic, payload};
    copy.duplicate = chance_.happens(0.5);
    if (line_.publish(copy, 0) == Line::Outcome::taken) ++around_.tally.extra;
  }
}

void Box::publish_later(Lane lane, wire::Bytes payload, std::chrono::milliseconds after) {
  auto timer = std::make_shared<boost::asio::steady_timer>(around_.io, after);
  timer->async_wait([this, timer, lane, payload = std::move(payload)](const boost::system::error_code& error) {
    if (error) return;
    if (line_.publish({wire::up_topic(monitor_, lane), payload}, 0) == Line::Outcome::taken) ++around_.tally.extra;
  });
}

void Box::flood(Lane lane, std::uint64_t count) {
  const auto kind = lane == Lane::alarm   ? EventKind::alarm_button
                    : lane == Lane::event ? EventKind::rough_ride
                                          : EventKind::ride;
  const auto now = around_.wall.utc_now();
  const auto record = wire::encode_record(body_of({kind, now}));
  wire::Envelope envelope;
  envelope.monitor = monitor_;
  envelope.journal = boot_;  // of its own: what the journal gives out stays as it is
  envelope.lane = lane;
  envelope.sent = stamp(now);
  const auto topic = wire::up_topic(monitor_, lane);
  for (; count > 0; --count) {
    envelope.seq = flooded_ + 1;
    const auto payload = wire::encode_up(envelope, *record);
    if (line_.publish({topic, *payload}, 0) != Line::Outcome::taken) return;
    ++flooded_;
    ++around_.tally.flood;
  }
}

}  // namespace liftguard::fleet
