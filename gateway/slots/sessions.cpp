#include "gateway/slots/sessions.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

#include <spdlog/spdlog.h>

#include "common/watchdog/this_thread.hpp"
#include "common/wire/topics.hpp"
#include "gateway/slots/slot.hpp"

namespace liftguard::gateway {

namespace {

constexpr std::chrono::milliseconds kTendEvery{50};
constexpr std::chrono::seconds kReportEvery{1};  // a broker that goes takes all sessions with it: one line, not 64

// A broker that is back within this time gets what was said meanwhile; later it would be stale, and those who must know
// that it arrived have their own repetition.
constexpr std::chrono::seconds kKeepLetters{30};
constexpr std::size_t kMaxLetterBytes = std::size_t{8} * 1024 * 1024;

}  // namespace

Sessions::Sessions(SessionsOptions options, const leases::Holdings& holdings, Intake& intake, const SteadyClock& steady,
                   const FaultPoints& faults)
    : options_(std::move(options)), holdings_(holdings), intake_(intake), steady_(steady), faults_(faults) {}

Sessions::~Sessions() = default;

void Sessions::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    follow_requests();
    for (auto& [place, slot] : slots_) slot->tend(steady_.now());
    wait_for_work(stop);
    std::deque<Event> events;
    {
      const std::scoped_lock lock(mutex_);
      events.swap(events_);
    }
    for (const auto& event : events) handle(event);
    send_waiting();
    note_readiness();
    take_stock();
    report_trouble();
    watchdog::turned();
  }
  send_waiting();
  slots_.clear();
}

void Sessions::take_up(std::uint8_t slot, leases::Epoch epoch) {
  const std::scoped_lock lock(mutex_);
  open_[slot] = true;
  ready_ = false;
  requests_.push_back({slot, epoch});
  changed_.notify_one();
}

void Sessions::let_go(std::uint8_t slot) {
  const std::scoped_lock lock(mutex_);
  requests_.push_back({slot, 0});
  changed_.notify_one();
}

void Sessions::follow_requests() {
  std::deque<Request> requests;
  {
    const std::scoped_lock lock(mutex_);
    requests.swap(requests_);
  }
  if (std::ranges::any_of(requests, [](const Request& request) { return request.epoch == 0; })) send_waiting();
  for (const auto& request : requests)
    if (request.epoch == 0)
      close(request.slot);
    else
      open(request);
}

void Sessions::open(const Request& request) {
  slots_[{request.slot, Broker::main}] =
      std::make_unique<Slot>(*this, Place{request.slot, Broker::main}, request.epoch, options_.main);
  if (options_.alarm)
    slots_[{request.slot, Broker::alarm}] =
        std::make_unique<Slot>(*this, Place{request.slot, Broker::alarm}, request.epoch, *options_.alarm);
}

void Sessions::close(std::uint8_t slot) {
  slots_.erase({slot, Broker::main});
  slots_.erase({slot, Broker::alarm});
  forget(slot);
  open_[slot] = false;
}

// The letters that have not left, and what is still to be handled of sessions that are no more.
void Sessions::forget(std::uint8_t slot) {
  std::size_t bytes = 0;
  trouble_.undelivered += std::erase_if(waiting_, [&](const Letter& letter) {
    if (letter.place.slot != slot) return false;
    ++tally_of(letter.place).given_up;
    bytes += letter.payload.size();
    return true;
  });
  const std::scoped_lock lock(mutex_);
  letter_bytes_ -= bytes;
  std::erase_if(events_, [&](const Event& event) { return event.place.slot == slot; });
}

void Sessions::note_readiness() {
  leases::SlotSet up;
  for (const auto& [place, slot] : slots_)
    if (place.broker == Broker::main && slot->ready()) up.set(place.slot);
  broken_ |= ~up.to_ullong();
  up_ = up.to_ullong();
  const std::scoped_lock lock(mutex_);
  ready_ = requests_.empty() && std::ranges::all_of(slots_, [](const auto& one) {
             return one.first.broker != Broker::main || one.second->ready();
           });
}

void Sessions::take_stock() {
  for (const Broker broker : {Broker::main, Broker::alarm}) {
    std::uint64_t sessions = 0;
    std::uint64_t up = 0;
    std::uint64_t unacknowledged = 0;
    for (const auto& [place, slot] : slots_) {
      if (place.broker != broker) continue;
      ++sessions;
      if (slot->ready()) ++up;
      unacknowledged += slot->unacknowledged();
    }
    SessionTally& tally = tally_of({0, broker});
    tally.sessions = sessions;
    tally.up = up;
    tally.unacknowledged = unacknowledged;
    tally.waiting = static_cast<std::uint64_t>(
        std::ranges::count(waiting_, broker, [](const Letter& letter) { return letter.place.broker; }));
  }
}

void Sessions::report_trouble() {
  if (trouble_.failures + trouble_.forgotten + trouble_.disputed + trouble_.undelivered == 0 ||
      steady_.now() - reported_ < kReportEvery)
    return;
  reported_ = steady_.now();
  const auto ready = std::ranges::count_if(slots_, [](const auto& one) { return one.second->ready(); });
  if (trouble_.failures > 0)
    spdlog::warn("broker: {} sessions lost or refused, last because of: {}; {} of {} are up", trouble_.failures,
                 trouble_.reason, ready, slots_.size());
  if (trouble_.forgotten > 0)
    spdlog::warn("broker: it had forgotten {} sessions; what it held for them, the boxes send again",
                 trouble_.forgotten);
  if (trouble_.disputed > 0)
    spdlog::error(
        "broker: another client took {} sessions whose slots are this gateway's; is there one that does not "
        "use this database?",
        trouble_.disputed);
  if (trouble_.undelivered > 0)
    spdlog::warn("broker: {} messages to boxes were given up, their slots had no session", trouble_.undelivered);
  trouble_ = {};
}

// While this process may not act, what is to be sent is no reason to wake up.
void Sessions::wait_for_work(const std::stop_token& stop) {
  const bool acts = holdings_.may_act();
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, kTendEvery, [&] {
    return !events_.empty() || !requests_.empty() ||
           (acts && !(confirms_.empty() && greetings_.empty() && letters_.empty()));
  });
}

void Sessions::note(const Place& place, mqtt::Item item) noexcept {
  const std::scoped_lock lock(mutex_);
  events_.push_back({place, std::move(item)});
  changed_.notify_one();
}

Sessions::Slot* Sessions::find(const Place& place) {
  const auto found = slots_.find(place);
  return found == slots_.end() ? nullptr : found->second.get();
}

void Sessions::handle(const Event& event) {
  if (Slot* slot = find(event.place)) slot->handle(event.item, steady_.now());
}

void Sessions::confirm(const std::vector<Confirmation>& confirmations) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [monitor, confirm, broker] : confirmations) {
    auto& waiting = confirms_[{monitor, confirm.journal}];
    waiting.broker = broker;
    waiting.confirm.journal = confirm.journal;
    waiting.confirm.incarnation = confirm.incarnation;
    auto& lanes = waiting.confirm.lanes;
    for (const auto& mark : confirm.lanes) {
      std::erase_if(lanes, [&](const wire::LaneMark& there) { return there.lane == mark.lane; });
      lanes.push_back(mark);
    }
  }
  changed_.notify_one();
}

void Sessions::send_time(const std::string& monitor, UtcTime now) {
  const std::scoped_lock lock(mutex_);
  greetings_[monitor] = {now, steady_.now()};
  changed_.notify_one();
}

void Sessions::heard(const std::string& monitor, Broker broker) {
  if (!options_.alarm) return;
  const std::scoped_lock lock(mutex_);
  switch (broker) {
    case Broker::main:
      at_alarm_broker_.erase(monitor);
      return;
    case Broker::alarm:
      at_alarm_broker_.insert(monitor);
      return;
  }
}

Sessions::Place Sessions::place_of(const std::string& monitor) const {
  return {wire::slot_of(monitor), at_alarm_broker_.contains(monitor) ? Broker::alarm : Broker::main};
}

bool Sessions::send_down(const std::string& monitor, const wire::Down& down) {
  if (!serves(monitor)) return false;
  const wire::Bytes bytes = wire::encode(down);
  const std::scoped_lock lock(mutex_);
  if (letter_bytes_ + bytes.size() > kMaxLetterBytes) return false;
  letter_bytes_ += bytes.size();
  letters_.push_back({place_of(monitor), steady_.now(), wire::down_topic(monitor), {bytes.begin(), bytes.end()}});
  changed_.notify_one();
  return true;
}

// What may not be sent now waits until it may: a confirmation stays true.
void Sessions::send_waiting() {
  std::map<Journal, Waiting> confirms;
  std::vector<std::tuple<Place, std::string, Greeting>> greetings;
  if (holdings_.may_act()) {
    const std::scoped_lock lock(mutex_);
    confirms.swap(confirms_);
    for (const auto& [monitor, greeting] : greetings_) greetings.emplace_back(place_of(monitor), monitor, greeting);
    greetings_.clear();
  }
  for (const auto& [journal, waiting] : confirms) {
    const Place place{wire::slot_of(journal.first), waiting.broker};
    if (publish_down(place, journal.first, waiting.confirm)) ++tally_of(place).confirmations;
    if (faults_.after_confirm) faults_.after_confirm();
  }
  for (const auto& [place, monitor, greeting] : greetings) {
    const auto waited = std::chrono::duration_cast<Milliseconds>(steady_.now() - greeting.since);
    if (publish_down(place, monitor, wire::ServerTime{greeting.now + waited})) ++tally_of(place).times;
  }
  send_letters();
}

// Those of a slot that has no session, or that has as many unacknowledged as it may, stay for the next turn; they keep
// their order.
void Sessions::send_letters() {
  {
    const std::scoped_lock lock(mutex_);
    std::move(letters_.begin(), letters_.end(), std::back_inserter(waiting_));
    letters_.clear();
  }
  std::size_t gone = 0;
  std::set<Place> held_up;
  std::erase_if(waiting_, [&](const Letter& letter) {
    const bool stale = steady_.now() - letter.since > kKeepLetters;
    if (stale) {
      ++trouble_.undelivered;
      ++tally_of(letter.place).given_up;
    } else if (held_up.contains(letter.place) || !hand_over(letter)) {
      held_up.insert(letter.place);
      return false;
    }
    gone += letter.payload.size();
    return true;
  });
  const std::scoped_lock lock(mutex_);
  letter_bytes_ -= gone;
}

bool Sessions::hand_over(const Letter& letter) {
  Slot* slot = find(letter.place);
  if (!slot || !slot->ready() ||
      slot->publish({.topic = letter.topic, .payload = letter.payload}) != mqtt::PublishOutcome::taken)
    return false;
  ++tally_of(letter.place).letters;
  return true;
}

// QoS 0: a box that misses a confirmation sends its record again within a second and is confirmed again, which no
// acknowledgement of the broker's could make sooner or surer.
bool Sessions::publish_down(const Place& place, const std::string& monitor, const wire::Down& down) {
  Slot* slot = find(place);
  if (!slot) return false;
  const wire::Bytes bytes = wire::encode(down);
  mqtt::Publication publication;
  publication.topic = wire::down_topic(monitor);
  publication.payload.assign(bytes.begin(), bytes.end());
  publication.qos = 0;
  return slot->publish(std::move(publication)) == mqtt::PublishOutcome::taken;
}

}  // namespace liftguard::gateway
