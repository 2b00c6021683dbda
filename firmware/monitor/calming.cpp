#include "firmware/monitor/calming.hpp"

#include <array>
#include <utility>

#include <spdlog/spdlog.h>

namespace liftguard::monitor {

namespace {

constexpr std::size_t kMostNews = 16;  // nobody can listen to more between two steps

// The newest entrapment that is open; alarms that were only rung (DV-8) are none.
std::uint64_t open_entrapment(const EpisodeBook& episodes) {
  std::uint64_t out = 0;
  for (const auto& mark : episodes.open())
    if (mark.kind == EventKind::trapped) out = mark.id;
  return out;
}

std::optional<calm::Step> step_of(wire::RescueStep step) {
  switch (step) {
    case wire::RescueStep::unknown:
      return std::nullopt;
    case wire::RescueStep::dispatched:
      return calm::Step::dispatched;
    case wire::RescueStep::accepted:
      return calm::Step::accepted;
    case wire::RescueStep::arrived:
      return calm::Step::arrived;
  }
  return std::nullopt;
}

wire::PassengerReply wire_reply(calm::Reply reply) {
  switch (reply) {
    case calm::Reply::none:
      return wire::PassengerReply::none;
    case calm::Reply::yes:
      return wire::PassengerReply::yes;
    case calm::Reply::no:
      return wire::PassengerReply::no;
  }
  return wire::PassengerReply::none;
}

}  // namespace

Calming::Calming(const CalmConfig& config, Store& store, const Stamper& stamper, const SteadyClock& clock,
                 std::function<void()> told)
    : store_(store),
      stamper_(stamper),
      clock_(clock),
      told_(std::move(told)),
      script_(config.buttons ? calm::Asking::on : calm::Asking::never) {
  if (config.speaker) speaker_ = calm::make_line_speaker(*config.speaker);
  if (config.buttons) buttons_ = calm::make_line_buttons(*config.buttons);
}

void Calming::take(const wire::RescueNews& news) {
  const std::lock_guard lock(mutex_);
  if (news_.size() < kMostNews) news_.push_back(news);
}

void Calming::step() {
  const auto now = clock_.now();
  follow_episode(now);
  follow_news();
  if (buttons_) buttons_->poll([&](calm::Button button) { script_.pressed(button, now); });
  const auto spoken = script_.step(now);
  if (spoken.tell) tell(*spoken.tell);
  if (spoken.say && speaker_) speaker_->say(*spoken.say);
}

void Calming::follow_episode(SteadyTime now) {
  std::uint64_t open = 0;
  bool received = false;
  {
    const std::lock_guard lock(store_.mutex);
    open = open_entrapment(store_.kept.episodes);
    received = store_.journal.unconfirmed(Lane::alarm) == 0;
  }
  if (open != episode_ && open == 0) script_.freed(now);
  episode_ = open;
  if (open == 0) return;
  script_.trapped(open, now);
  if (received) script_.alarm_received(open);
}

void Calming::follow_news() {
  std::vector<wire::RescueNews> heard;
  {
    const std::lock_guard lock(mutex_);
    heard = std::exchange(news_, {});
  }
  if (heard.empty()) return;
  const auto stamp = stamper_.stamp();
  const std::lock_guard lock(store_.mutex);
  for (const auto& news : heard) {
    const auto step = step_of(news.step);
    const bool stale = stamp.quality != wire::TimeQuality::unset && stamp.wall > news.expires;
    if (step && !stale && news.journal == store_.journal.id()) script_.news(news.episode, *step);
  }
}

void Calming::tell(calm::Reply reply) {
  {
    const std::lock_guard lock(store_.mutex);
    const wire::PassengerAnswerBody body{stamper_.stamp(), store_.journal.id(), episode_,
                                         wire::PassengerQuestion::anyone_hurt, wire_reply(reply)};
    const auto record = wire::encode_record(body);
    const std::array drafts{journal::Draft{Lane::alarm, EventKind{}, record.value()}};
    if (const auto keys = store_.journal.append(drafts, {}); !keys) {
      spdlog::error("calm: the answer cannot be journalled: {}", keys.error().detail);
      return;
    }
  }
  told_();
}

}  // namespace liftguard::monitor
