#include "gateway/ingest/intake.hpp"

#include <algorithm>
#include <utility>

#include "common/wire/up.hpp"

namespace liftguard::gateway {

namespace {

// What a box may have in the alarm queue and still use its reserve: a first alarm of whatever size, or so many everyday
// ones of one or two KiB.
constexpr std::size_t kOwnShare = 16;
constexpr std::size_t kOwnBytes = std::size_t{32} * 1024;

constexpr unsigned kAlarmTakesInARow = 8;  // then one take for the others, so that no flood of alarms starves them

constexpr std::size_t index_of(Queue queue) {
  return static_cast<std::size_t>(queue);
}

// lift/1/<slot>/<monitor>, of whatever stands behind; the whole topic where it is none of ours.
std::string_view box_of(std::string_view topic) {
  std::size_t at = 0;
  for (int level = 0; level < 4 && at != std::string_view::npos; ++level) at = topic.find('/', at + (level > 0));
  return topic.substr(0, at);
}

}  // namespace

Queue queue_of(std::string_view topic) {
  if (topic.ends_with("/up/alarm")) return Queue::alarm;
  if (topic.ends_with("/up/event")) return Queue::event;
  if (topic.ends_with("/state")) return Queue::state;
  return Queue::bulk;
}

void Intake::limit(const RateLimits& rates, const SteadyClock& steady) {
  const std::scoped_lock lock(mutex_);
  steady_ = &steady;
  rates_.emplace(rates);
}

Intake::Share Intake::share_of(Queue queue, const Incoming& incoming) {
  if (!rates_) return Share::within;
  const auto what = queue == Queue::alarm ? RateClass::alarm : RateClass::other;
  return rates_->admit(box_of(incoming.topic), what, incoming.size, steady_->now()) ? Share::within : Share::beyond;
}

void Intake::offer(const Origin& origin, std::string topic, std::string payload) {
  const Queue queue = queue_of(topic);
  Incoming incoming{origin, std::move(topic), std::move(payload), 0};
  incoming.size = incoming.payload.size();
  if (incoming.size > wire::kMaxUpBytes) {
    incoming.payload.resize(wire::kMaxUpBytes);
    incoming.payload.shrink_to_fit();
  }
  const std::scoped_lock lock(mutex_);
  ++counts_.received[index_of(queue)];
  const Share share = share_of(queue, incoming);
  if (share == Share::beyond && queue != Queue::alarm) {
    ++counts_.throttled[index_of(queue)];
    return;
  }
  if (!has_room(queue, incoming, share)) {
    ++(share == Share::beyond ? counts_.throttled : counts_.dropped)[index_of(queue)];
    return;
  }
  if (queue == Queue::alarm) {
    Own& own = alarms_by_topic_[incoming.topic];
    ++own.messages;
    own.bytes += incoming.payload.size();
  }
  auto& line = lines_[index_of(queue)];
  line.bytes += incoming.payload.size();
  line.messages.push_back(std::move(incoming));
  filled_.notify_one();
}

bool Intake::has_room(Queue queue, const Incoming& incoming, Share share) const {
  const auto& line = lines_[index_of(queue)];
  if (line.messages.size() >= limits_.messages || line.bytes + incoming.payload.size() > limits_.bytes) return false;
  const std::size_t bytes = line.bytes + incoming.payload.size();
  const bool in_reserve = line.messages.size() >= limits_.messages / 4 * 3 || bytes > limits_.bytes / 4 * 3;
  if (queue != Queue::alarm || (share == Share::within && !in_reserve)) return true;
  const auto own = alarms_by_topic_.find(incoming.topic);
  return own == alarms_by_topic_.end() ||
         (own->second.messages < kOwnShare && own->second.bytes + incoming.payload.size() <= kOwnBytes);
}

std::vector<Incoming> Intake::take(std::size_t max, std::chrono::milliseconds patience, Wanted wanted) {
  std::vector<Incoming> taken;
  std::unique_lock lock(mutex_);
  const bool alarms_only = wanted == Wanted::alarms;
  const auto& alarms = lines_[index_of(Queue::alarm)].messages;
  filled_.wait_for(lock, patience, [&] { return woken_ || !(alarms_only ? alarms.empty() : all_empty()); });
  woken_ = false;
  const bool others_turn = !alarms_only && alarm_takes_ >= kAlarmTakesInARow;
  move_out(Queue::alarm, others_turn ? max / 2 : max, taken);
  alarm_takes_ = taken.empty() || others_turn ? 0 : alarm_takes_ + 1;
  if (!alarms_only && (taken.empty() || others_turn))
    for (const Queue queue : {Queue::state, Queue::event, Queue::bulk}) move_out(queue, max, taken);
  return taken;
}

void Intake::move_out(Queue queue, std::size_t max, std::vector<Incoming>& taken) {
  auto& line = lines_[index_of(queue)];
  while (taken.size() < max && !line.messages.empty()) {
    Incoming& next = line.messages.front();
    line.bytes -= next.payload.size();
    if (queue == Queue::alarm) {
      const auto own = alarms_by_topic_.find(next.topic);
      own->second.bytes -= next.payload.size();
      if (--own->second.messages == 0) alarms_by_topic_.erase(own);
    }
    taken.push_back(std::move(next));
    line.messages.pop_front();
  }
}

bool Intake::all_empty() const {
  return std::all_of(lines_.begin(), lines_.end(), [](const Line& line) { return line.messages.empty(); });
}

bool Intake::alarm_waiting() const {
  const std::scoped_lock lock(mutex_);
  return !lines_[index_of(Queue::alarm)].messages.empty();
}

bool Intake::empty() const {
  const std::scoped_lock lock(mutex_);
  return all_empty();
}

IntakeCounts Intake::counts() const {
  const std::scoped_lock lock(mutex_);
  IntakeCounts counts = counts_;
  for (std::size_t i = 0; i < kQueues; ++i) {
    counts.waiting[i] = lines_[i].messages.size();
    counts.bytes[i] = lines_[i].bytes;
  }
  return counts;
}

void Intake::wake() {
  const std::scoped_lock lock(mutex_);
  woken_ = true;
  filled_.notify_one();
}

}  // namespace liftguard::gateway
