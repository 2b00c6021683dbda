#include "gateway/slots/sessions.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

#include <spdlog/spdlog.h>

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

Sessions::Sessions(SessionsOptions options, Intake& intake, const SteadyClock& steady, const FaultPoints& faults)
    : options_(std::move(options)), intake_(intake), steady_(steady), faults_(faults) {
  for (const auto slot : options_.slots) {
    index_of_slot_[slot] = slots_.size();
    slots_.push_back(std::make_unique<Slot>(*this, slots_.size(), slot));
  }
}

Sessions::~Sessions() = default;

void Sessions::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    for (auto& slot : slots_) slot->tend(steady_.now());
    wait_for_work(stop);
    std::deque<Event> events;
    {
      const std::scoped_lock lock(mutex_);
      events.swap(events_);
    }
    for (const auto& event : events) handle(event);
    send_waiting();
    report_trouble();
  }
  send_waiting();
}

void Sessions::report_trouble() {
  if (trouble_.failures + trouble_.forgotten + trouble_.undelivered == 0 || steady_.now() - reported_ < kReportEvery)
    return;
  reported_ = steady_.now();
  const auto ready = std::count_if(slots_.begin(), slots_.end(), [](const auto& slot) { return slot->ready(); });
  if (trouble_.failures > 0)
    spdlog::warn("broker: {} sessions lost or refused, last because of: {}; {} of {} are up", trouble_.failures,
                 trouble_.reason, ready, slots_.size());
  if (trouble_.forgotten > 0)
    spdlog::warn("broker: it had forgotten {} sessions; what it held for them, the boxes send again",
                 trouble_.forgotten);
  if (trouble_.undelivered > 0)
    spdlog::warn("broker: {} messages to boxes were given up, their slots had no session", trouble_.undelivered);
  trouble_ = {};
}

void Sessions::wait_for_work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, kTendEvery,
                    [this] { return !events_.empty() || !confirms_.empty() || !times_.empty() || !letters_.empty(); });
}

void Sessions::note(std::size_t index, mqtt::Item item) noexcept {
  const std::scoped_lock lock(mutex_);
  events_.push_back({index, std::move(item)});
  changed_.notify_one();
}

void Sessions::handle(const Event& event) {
  slots_[event.index]->handle(event.item, steady_.now());
}

void Sessions::confirm(const std::vector<Confirmation>& confirmations) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [monitor, confirm] : confirmations) {
    auto& waiting = confirms_[{monitor, confirm.journal}];
    waiting.journal = confirm.journal;
    waiting.incarnation = confirm.incarnation;
    for (const auto& mark : confirm.lanes) {
      std::erase_if(waiting.lanes, [&](const wire::LaneMark& there) { return there.lane == mark.lane; });
      waiting.lanes.push_back(mark);
    }
  }
  changed_.notify_one();
}

void Sessions::send_time(const std::string& monitor, UtcTime now) {
  const std::scoped_lock lock(mutex_);
  times_[monitor] = now;
  changed_.notify_one();
}

bool Sessions::serves(std::string_view monitor) const {
  return index_of_slot_.contains(wire::slot_of(monitor));
}

bool Sessions::send_down(const std::string& monitor, const wire::Down& down) {
  const auto slot = index_of_slot_.find(wire::slot_of(monitor));
  if (slot == index_of_slot_.end()) return false;
  const wire::Bytes bytes = wire::encode(down);
  const std::scoped_lock lock(mutex_);
  if (letter_bytes_ + bytes.size() > kMaxLetterBytes) return false;
  letter_bytes_ += bytes.size();
  letters_.push_back({slot->second, steady_.now(), wire::down_topic(monitor), {bytes.begin(), bytes.end()}});
  changed_.notify_one();
  return true;
}

void Sessions::send_waiting() {
  std::map<Journal, wire::Confirm> confirms;
  std::map<std::string, UtcTime> times;
  {
    const std::scoped_lock lock(mutex_);
    confirms.swap(confirms_);
    times.swap(times_);
  }
  for (const auto& [journal, confirm] : confirms) {
    publish_down(journal.first, confirm);
    if (faults_.after_confirm) faults_.after_confirm();
  }
  for (const auto& [monitor, now] : times) publish_down(monitor, wire::ServerTime{now});
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
  std::vector<bool> held_up(slots_.size(), false);
  std::erase_if(waiting_, [&](const Letter& letter) {
    const bool stale = steady_.now() - letter.since > kKeepLetters;
    if (stale) {
      ++trouble_.undelivered;
    } else if (held_up[letter.index] || !hand_over(letter)) {
      held_up[letter.index] = true;
      return false;
    }
    gone += letter.payload.size();
    return true;
  });
  const std::scoped_lock lock(mutex_);
  letter_bytes_ -= gone;
}

bool Sessions::hand_over(const Letter& letter) {
  Slot& slot = *slots_[letter.index];
  return slot.ready() &&
         slot.publish({.topic = letter.topic, .payload = letter.payload}) == mqtt::PublishOutcome::taken;
}

// QoS 0: a box that misses a confirmation sends its record again within a second and is confirmed again, which no
// acknowledgement of the broker's could make sooner or surer.
void Sessions::publish_down(const std::string& monitor, const wire::Down& down) {
  const auto slot = index_of_slot_.find(wire::slot_of(monitor));
  if (slot == index_of_slot_.end()) return;
  const wire::Bytes bytes = wire::encode(down);
  mqtt::Publication publication;
  publication.topic = wire::down_topic(monitor);
  publication.payload.assign(bytes.begin(), bytes.end());
  publication.qos = 0;
  static_cast<void>(slots_[slot->second]->publish(std::move(publication)));
}

}  // namespace liftguard::gateway
