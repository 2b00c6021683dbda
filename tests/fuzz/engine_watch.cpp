#include "tests/fuzz/engine_watch.hpp"

#include <algorithm>

namespace liftguard::fuzz {
namespace {

using engine::ReasonKind;
using engine::Switch;

bool has(const engine::Event& event, ReasonKind kind) {
  const auto reasons = event.reasons();
  return std::any_of(reasons.begin(), reasons.end(), [kind](const auto& reason) { return reason.kind == kind; });
}

std::size_t index(Switch which) {
  return static_cast<std::size_t>(which);
}

}  // namespace

void EngineWatch::told(const engine::Input& input) {
  now_ = begun_ ? std::max(now_, input.at) : input.at;
  begun_ = true;
  if (const auto* word = std::get_if<engine::SwitchReading>(&input.reading))
    (word->on ? ever_on_ : ever_off_)[index(word->which)] = true;
}

void EngineWatch::reported(std::span<const engine::Event> events) {
  require(events.size() <= engine::EventList::kMax, "more events than the list holds");
  for (const auto& event : events) check(event);
}

void EngineWatch::rebooted(const engine::Kept& kept) {
  require(kept.episode.has_value() == episode_.has_value(), "a reboot opens or loses an episode");
}

bool EngineWatch::saw(EventKind kind) const {
  return seen_[static_cast<std::size_t>(kind)];
}

void EngineWatch::check(const engine::Event& event) {
  require(find_event(event.kind) != nullptr, "an event of no kind");
  require(event.reason_count <= engine::Event::kMaxReasons, "too many reasons");
  require(event.value_count <= engine::Event::kMaxValues, "too many values");
  if (!broken_.empty()) return;
  seen_[static_cast<std::size_t>(event.kind)] = true;
  check_episode(event);
  if (event.kind == EventKind::trapped) check_trapped(event);
  require(event.ride.has_value() == (event.kind == EventKind::ride), "a ride without its numbers");
  if (event.ride) require(event.ride->start <= event.ride->end, "a ride ends before it starts");
}

void EngineWatch::check_episode(const engine::Event& event) {
  const bool trapped = event.kind == EventKind::trapped, stopped = event.kind == EventKind::stopped_outside_zone;
  if (event.kind == EventKind::recovered) {
    require(episode_ && episode_->number == event.episode, "recovered from no open episode");
    episode_.reset();
  }
  if (!trapped && !stopped) return;
  if (!episode_) {
    require(event.episode > last_number_, "an episode's number comes again");
    episode_ = Episode{event.episode};
    last_number_ = event.episode;
  }
  require(event.episode == episode_->number, "an event of another episode than the open one");
  require(!(trapped && episode_->trapped), "trapped twice in one episode");
  require(!(stopped && episode_->stopped), "stopped_outside_zone twice in one episode");
  episode_->trapped |= trapped;
  episode_->stopped |= stopped;
}

void EngineWatch::check_trapped(const engine::Event& event) {
  require(has(event, ReasonKind::outside_zone) || has(event, ReasonKind::door_not_opened), "trapped without a cause");
  require(
      has(event, ReasonKind::occupied) || has(event, ReasonKind::occupancy_unknown) || has(event, ReasonKind::button),
      "trapped without anybody");
  if (has(event, ReasonKind::button)) require(ever_on_[index(Switch::button)], "a button that nobody pressed");
  if (has(event, ReasonKind::occupied))
    require(ever_on_[index(Switch::presence)] || ever_on_[index(Switch::button)] || saw(EventKind::horseplay),
            "occupied without a sign of anybody");
  if (has(event, ReasonKind::door_closed)) require(ever_off_[index(Switch::door)], "a door that never said shut");
  const auto& situation = event.situation;
  require(!(situation.door_open.value_or(false) && situation.in_zone.value_or(false)),
          "trapped behind an open door in a zone");
}

void EngineWatch::require(bool holds, std::string_view what) {
  if (!holds && broken_.empty()) broken_ = what;
}

}  // namespace liftguard::fuzz
