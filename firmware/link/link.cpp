#include "firmware/link/link.hpp"

#include <algorithm>

namespace liftguard::link {
namespace {

constexpr Window kTrickle{1, 0};

}  // namespace

Link::Link(const Options& options, const Backlog& backlog)
    : options_(options),
      backlog_(backlog),
      reconnect_(options.seed),
      doors_(options.alarm_door, options.seed),
      alarm_(options.alarm),
      event_(options.event),
      bulk_(options.bulk) {}

Flights& Link::flights(Lane lane) {
  switch (lane) {
    case Lane::alarm:
      return alarm_;
    case Lane::event:
      return event_;
    case Lane::bulk:
    case Lane::gateway:
      break;  // never in a journal
  }
  return bulk_;
}

Actions Link::step(const Event& event, SteadyTime now) {
  Actions out;
  std::visit([&](const auto& one) { take(one, now, out); }, event);
  pass_time(now, out);
  return out;
}

void Link::take(const Appended& event, SteadyTime now, Actions&) {
  if (event.lane != Lane::alarm) return;
  if (phase_ == Phase::offline) next_attempt_ = reconnect_.for_alarm(next_attempt_, now);
  if (phase_ == Phase::connecting && doors_.is_too_slow()) {
    phase_ = Phase::offline;
    next_attempt_ = now;
  }
}

void Link::take(const Connected&, SteadyTime now, Actions& out) {
  phase_ = Phase::online;
  phase_since_ = now;
  reconnect_.succeeded();
  // The subscription goes first in the same stream: no confirmation of what follows can miss it.
  out.push_back(Subscribe{});
  out.push_back(SendBirth{});
  next_heartbeat_ = now;
  for (auto* lane : {&alarm_, &event_, &bulk_}) lane->send_all_at(now);
}

void Link::take(const ConnectionEnded&, SteadyTime now, Actions&) {
  go_offline(now);
}

void Link::go_offline(SteadyTime now) {
  doors_.failed();
  phase_ = Phase::offline;
  next_attempt_ = reconnect_.after_failure(now, alarm_waits());
}

void Link::take(const Acknowledged& event, SteadyTime, Actions&) {
  auto& lane = flights(event.key.lane);
  event.refused_for_good ? lane.refused(event.key) : lane.acknowledged(event.key);
}

void Link::take(const SendFailed& event, SteadyTime now, Actions&) {
  auto& lane = flights(event.key.lane);
  event.for_good ? lane.refused(event.key) : lane.postponed(event.key, now + kPostpone);
}

void Link::take(const Confirmed&, SteadyTime now, Actions&) {
  confirmed_at_ = now;
  renewal_ = kFirstRenewal;
  for (auto* lane : {&alarm_, &event_, &bulk_}) lane->forget_confirmed(backlog_);
}

void Link::take(const MarksReset&, SteadyTime, Actions&) {
  for (auto* lane : {&alarm_, &event_, &bulk_}) lane->start_over();
}

// The epoch is retained: it comes with every subscription, and is news only when it has changed.
void Link::take(const GatewayStarted& event, SteadyTime now, Actions&) {
  const bool restarted = epoch_ != 0 && epoch_ != event.epoch;
  epoch_ = event.epoch;
  if (!restarted) return;
  renewal_ = kFirstRenewal;
  for (auto* lane : {&alarm_, &event_, &bulk_}) lane->send_all_at(now);
}

SteadyTime Link::useless_at() const {
  auto out = SteadyTime::max();
  if (const auto owed = alarm_.unacknowledged_since()) out = *owed + kDeadAfter;
  if (const auto oldest = alarm_.oldest_in_window())
    out = std::min(out, std::max({*oldest, phase_since_, confirmed_at_}) + renewal());
  return out;
}

std::chrono::seconds Link::renewal() const {
  return doors_.current() == Door::alarm ? kAlarmDoorRenewal : renewal_;
}

Doors::Pressing Link::pressing() const {
  return backlog_.unconfirmed(Lane::alarm) > alarm_.set_aside() ? Doors::Pressing::yes : Doors::Pressing::no;
}

std::optional<SteadyTime> Link::leave_at() const {
  const auto oldest = alarm_.oldest_in_window();
  return doors_.leave_at(oldest ? std::optional{std::max(*oldest, phase_since_)} : std::nullopt);
}

SteadyTime Link::patience_ends() const {
  return phase_since_ + (pressing() == Doors::Pressing::yes ? kConnectPatience : kQueuePatience);
}

void Link::pass_time(SteadyTime now, Actions& out) {
  if (phase_ == Phase::connecting && now >= patience_ends()) go_offline(now);
  if (phase_ == Phase::online) {
    doors_.note(pressing(), now);
    const auto leave = leave_at();
    const bool useless = connection_is_useless(now);
    if (useless) {
      if (doors_.current() == Door::main) renewal_ = std::min(renewal_ * 2, kMostRenewal);
      doors_.failed();
    } else if (leave && now >= *leave) {
      doors_.outstayed();
    }
    if (useless || (leave && now >= *leave)) {
      phase_ = Phase::offline;
      next_attempt_ = now;
    }
  }
  if (phase_ == Phase::offline && now >= next_attempt_) {
    phase_ = Phase::connecting;
    phase_since_ = now;
    out.push_back(Connect{doors_.choose(pressing())});
  }
  if (phase_ == Phase::online) send_due(now, out);
}

void Link::send_due(SteadyTime now, Actions& out) {
  send_lane(alarm_, options_.alarm.window, now, out);
  send_lane(event_, yields() ? kTrickle : options_.event.window, now, out);
  if (!yields())
    send_lane(bulk_, options_.bulk.window, now, out);
  else
    trickle_bulk(now, out);

  const bool unconfirmed = status(now).sent_unconfirmed > 0;
  if (now >= next_heartbeat_ || unconfirmed != said_unconfirmed_) {
    said_unconfirmed_ = unconfirmed;
    next_heartbeat_ = now + options_.heartbeat;
    out.push_back(SendHeartbeat{});
  }
}

SteadyTime Link::next_trickle() const {
  const auto oldest = alarm_.oldest_in_window();
  return std::max(oldest ? *oldest + kUnconfirmedAfter : SteadyTime::max(), trickled_at_ + kBulkTrickle);
}

void Link::trickle_bulk(SteadyTime now, Actions& out) {
  if (now < next_trickle()) return;
  const auto before = out.size();
  send_lane(bulk_, kTrickle, now, out);
  if (out.size() > before) trickled_at_ = now;
}

void Link::send_lane(Flights& lane, const Window& window, SteadyTime now, Actions& out) {
  for (const auto& key : lane.take_due(backlog_, window, now)) out.push_back(Send{key});
  for (const auto& key : lane.take_set_aside()) out.push_back(SetAside{key});
}

SteadyTime Link::wake_at() const {
  if (phase_ == Phase::offline) return next_attempt_;
  if (phase_ == Phase::connecting) return patience_ends();
  auto out = next_heartbeat_;
  const auto sooner = [&out](SteadyTime time) { out = std::min(out, time); };
  for (const auto* lane : {&alarm_, &event_, &bulk_}) {
    const auto due = lane->next_due();
    if (due) sooner(lane == &bulk_ && yields() ? std::max(*due, next_trickle()) : *due);
  }
  if (yields() && bulk_.in_window() == 0 && backlog_.unconfirmed(Lane::bulk) > 0) sooner(next_trickle());
  sooner(useless_at());
  if (const auto leave = leave_at()) sooner(*leave);
  if (const auto oldest = alarm_.oldest_first_sent(); oldest && !said_unconfirmed_) sooner(*oldest + kUnconfirmedAfter);
  return out;
}

Status Link::status(SteadyTime now) const {
  Status out;
  out.online = phase_ == Phase::online;
  out.sent_unconfirmed = alarm_.first_sent_before(now - kUnconfirmedAfter);
  if (const auto oldest = alarm_.oldest_first_sent()) out.oldest_unconfirmed = now - *oldest;
  out.set_aside = alarm_.set_aside() + event_.set_aside() + bulk_.set_aside();
  return out;
}

}  // namespace liftguard::link
