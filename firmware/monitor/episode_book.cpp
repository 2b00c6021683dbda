#include "firmware/monitor/episode_book.hpp"

#include <algorithm>

namespace liftguard::monitor {

void EpisodeBook::take(const wire::Body& body) {
  const auto* event = std::get_if<wire::EventBody>(&body);
  if (event == nullptr || event->episode == 0) return;
  const auto same = std::find_if(marks_.begin(), marks_.end(), [&](const auto& m) { return m.id == event->episode; });
  if (event->kind == EventKind::recovered) {
    if (same == marks_.end()) return;
    same->ended = event->at.wall;
    if (event->at.quality == wire::TimeQuality::unset) ended_undated_.insert(event->episode);
    return;
  }
  if (event->kind != EventKind::trapped && event->kind != EventKind::stopped_outside_zone) return;
  if (same != marks_.end()) {
    if (event->kind == EventKind::trapped) same->kind = EventKind::trapped;  // it had begun as a stop outside the zone
    return;
  }
  marks_.push_back({event->episode, event->kind, event->at.wall, std::nullopt});
  if (event->at.quality == wire::TimeQuality::unset) begun_undated_.insert(event->episode);
  if (marks_.size() <= wire::kMaxEpisodeMarks) return;
  const auto ended = std::find_if(marks_.begin(), marks_.end(), [](const auto& m) { return m.ended.has_value(); });
  marks_.erase(ended == marks_.end() ? marks_.begin() : ended);
}

void EpisodeBook::redate(Milliseconds by) {
  for (auto& mark : marks_) {
    if (begun_undated_.contains(mark.id)) mark.began += by;
    if (ended_undated_.contains(mark.id) && mark.ended) *mark.ended += by;
  }
  begun_undated_.clear();
  ended_undated_.clear();
}

std::vector<wire::EpisodeMark> EpisodeBook::open() const {
  std::vector<wire::EpisodeMark> out;
  std::copy_if(marks_.begin(), marks_.end(), std::back_inserter(out), [](const auto& m) { return !m.ended; });
  return out;
}

}  // namespace liftguard::monitor
