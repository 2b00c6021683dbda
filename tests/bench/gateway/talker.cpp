#include "tests/bench/gateway/talker.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <variant>

#include "common/wire/topics.hpp"
#include "tests/bench/gateway/records.hpp"

namespace liftguard::bench {

namespace {

constexpr std::chrono::seconds kResendAfter{1};  // of an alarm; the product's boxes wait longer on the other lanes
constexpr std::chrono::milliseconds kLookEvery{200};
constexpr std::chrono::seconds kPatience{10};
constexpr std::size_t kMaxUnwritten = 128 * 1024;

double milliseconds(BenchClock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

Talker::Talker(const Door& door, TalkerOptions options, Tally& tally)
    : options_(std::move(options)), tally_(tally), link_(door, options_.client_id) {
  for (const auto& monitor : options_.monitors) {
    Box& box = boxes_.emplace_back();
    box.monitor = monitor;
    box.topic = wire::up_topic(monitor, options_.lane);
    if (options_.feedback == Feedback::counting) continue;
    const std::string down = wire::down_topic(monitor);
    box_of_topic_.emplace(down, boxes_.size() - 1);
    link_.subscribe(down, 0);
  }
}

TalkerResult Talker::run() {
  const auto heard = [this](std::string_view topic, std::string_view payload) { hear(topic, payload); };
  begun_ = looked_ = now_ = BenchClock::now();
  while ((now_ = BenchClock::now()) < options_.measure_until) {
    send_what_is_due();
    link_.pump(std::chrono::milliseconds{1}, heard);
    resend_late();
  }
  const auto end = BenchClock::now() + kPatience;
  while ((now_ = BenchClock::now()) < end && outstanding_ > 0) {
    link_.pump(std::chrono::milliseconds{10}, heard);
    resend_late();
  }
  result_.unconfirmed = outstanding_;
  return std::move(result_);
}

void Talker::send_what_is_due() {
  if (!options_.per_second) {
    while (may_send()) send_next();
    return;
  }
  const double elapsed = std::chrono::duration<double>(now_ - begun_).count();
  const auto due = static_cast<std::uint64_t>(elapsed * *options_.per_second);
  for (; paced_ < due; ++paced_)
    if (link_.unwritten() < kMaxUnwritten) send_next();
}

bool Talker::may_send() const {
  if (link_.unwritten() >= kMaxUnwritten) return false;
  if (options_.feedback == Feedback::counting) return tally_.sent - tally_.counted < options_.window;
  return outstanding_ < options_.window;
}

void Talker::send_next() {
  Box& box = boxes_[next_box_];
  next_box_ = (next_box_ + 1) % boxes_.size();
  const std::uint64_t seq = box.next_seq++;
  link_.publish(box.topic, payload(box, seq));
  if (measuring()) ++result_.sent;
  ++tally_.sent;
  if (options_.feedback == Feedback::counting) return;
  box.outstanding.push_back({now_, now_});
  ++outstanding_;
}

void Talker::resend_late() {
  if (now_ - looked_ < kLookEvery) return;
  looked_ = now_;
  for (auto& box : boxes_) {
    std::uint64_t seq = box.oldest;
    for (auto& sent : box.outstanding) {
      if (link_.unwritten() >= kMaxUnwritten) return;
      if (!sent.confirmed && now_ - sent.last > kResendAfter) {
        link_.publish(box.topic, payload(box, seq));
        sent.last = now_;
        ++result_.resent;
      }
      ++seq;
    }
  }
}

void Talker::hear(std::string_view topic, std::string_view payload) {
  const auto box = box_of_topic_.find(std::string(topic));
  if (box == box_of_topic_.end()) return;
  if (options_.feedback == Feedback::plain) return take_plain(boxes_[box->second], payload);
  const auto down = wire::decode_down({reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()});
  const auto* confirm = down ? std::get_if<wire::Confirm>(&*down) : nullptr;
  if (!confirm || confirm->journal != options_.journal) return;
  for (const auto& mark : confirm->lanes)
    if (mark.lane == options_.lane) take(boxes_[box->second], mark);
}

void Talker::take(Box& box, const wire::LaneMark& mark) {
  while (!box.outstanding.empty() && box.oldest <= mark.contiguous) {
    arrived(box.outstanding.front());
    box.outstanding.pop_front();
    ++box.oldest;
  }
  for (const auto& [first, last] : mark.ranges)
    for (std::uint64_t seq = std::max(first, box.oldest); seq <= last && seq - box.oldest < box.outstanding.size();
         ++seq)
      arrived(box.outstanding[seq - box.oldest]);
}

void Talker::take_plain(Box& box, std::string_view number) {
  std::uint64_t seq = 0;
  std::from_chars(number.data(), number.data() + number.size(), seq);
  if (seq < box.oldest || seq - box.oldest >= box.outstanding.size()) return;
  arrived(box.outstanding[seq - box.oldest]);
  while (!box.outstanding.empty() && box.outstanding.front().confirmed) {
    box.outstanding.pop_front();
    ++box.oldest;
  }
}

std::string Talker::payload(const Box& box, std::uint64_t seq) const {
  const Numbered record{box.monitor, options_.journal, options_.lane, seq};
  return options_.feedback == Feedback::plain ? json_of(record, options_.start) : payload_of(record, options_.start);
}

void Talker::arrived(Sent& sent) {
  if (std::exchange(sent.confirmed, true)) return;
  --outstanding_;
  if (!measuring()) return;
  ++result_.confirmed;
  result_.latencies_ms.push_back(milliseconds(now_ - sent.first));
}

}  // namespace liftguard::bench
