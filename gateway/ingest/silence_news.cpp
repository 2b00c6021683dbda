#include "gateway/ingest/silence_news.hpp"

#include <algorithm>
#include <utility>

namespace liftguard::gateway {

void SilenceNews::wait(const std::string& monitor, const Untold& untold) {
  wait_no_more(monitor);
  untold_[monitor] = untold;
  waits_from_.insert(untold.waits_from);
}

void SilenceNews::wait_no_more(std::string_view monitor) {
  const auto found = untold_.find(monitor);
  if (found == untold_.end()) return;
  waits_from_.erase(waits_from_.find(found->second.waits_from));
  untold_.erase(found);
}

void SilenceNews::heard(std::string_view monitor, UtcTime now) {
  wait_no_more(monitor);
  if (const auto found = one_by_one_.find(monitor); found != one_by_one_.end())
    back_.insert(one_by_one_.extract(found));
  const auto found = many_.find(monitor);
  if (found == many_.end()) return;
  many_.erase(found);
  look_who_is_left(now);
}

void SilenceNews::look_who_is_left(UtcTime now) {
  if (many_.size() > kToldOneByOne) return;
  for (const auto& [left, since] : std::exchange(many_, {})) wait(left, {since, now});
  many_told_.reset();
}

void SilenceNews::was_silent(const std::string& monitor, UtcTime since, UtcTime now) {
  if (now - since > kManyLast)
    one_by_one_.insert(monitor);
  else
    silent(monitor, since);
}

void SilenceNews::pass_over(const std::function<bool(std::string_view monitor)>& unwanted, UtcTime now) {
  const auto named = [&](const auto& one) { return unwanted(one.first); };
  std::erase_if(untold_, named);
  waits_from_.clear();
  for (const auto& [monitor, untold] : untold_) waits_from_.insert(untold.waits_from);
  std::erase_if(many_, named);
  std::erase_if(one_by_one_, unwanted);
  std::erase_if(back_, unwanted);
  look_who_is_left(now);
}

bool SilenceNews::untold_are_due(UtcTime now) const {
  return !waits_from_.empty() && now - *waits_from_.begin() >= kTogether && !follow_many(now);
}

bool SilenceNews::follow_many(UtcTime now) const {
  return many_told_ && now - *many_told_ <= kManyLast && untold_.size() * kFewAgainstMany <= many_.size();
}

bool SilenceNews::is_due(UtcTime now) const {
  return !back_.empty() || untold_are_due(now);
}

SilenceTidings SilenceNews::next(UtcTime now, std::size_t limit) const {
  SilenceTidings tidings;
  for (const auto& monitor : back_) {
    if (tidings.back.size() >= limit) break;
    tidings.back.push_back(monitor);
  }
  if (!untold_are_due(now)) return tidings;
  if (untold_.size() <= kToldOneByOne) {
    for (const auto& [monitor, untold] : untold_) tidings.one_by_one.push_back({monitor, untold.since});
    return tidings;
  }
  const auto [first, last] = std::ranges::minmax_element(untold_, {}, [](const auto& one) { return one.second.since; });
  tidings.many = {untold_.size(), first->second.since, {last->first, last->second.since}};
  return tidings;
}

void SilenceNews::told(const SilenceTidings& tidings, UtcTime now) {
  for (const auto& monitor : tidings.back) back_.erase(monitor);
  for (const auto& [monitor, since] : tidings.one_by_one) {
    wait_no_more(monitor);
    one_by_one_.insert(monitor);
  }
  if (!tidings.many) return;
  for (const auto& [monitor, untold] : std::exchange(untold_, {})) many_[monitor] = untold.since;
  waits_from_.clear();
  many_told_ = now;
}

}  // namespace liftguard::gateway
