#include "gateway/ingest/silence_news.hpp"

#include <algorithm>
#include <utility>

namespace liftguard::gateway {

void SilenceNews::heard(std::string_view monitor, UtcTime now) {
  if (const auto found = untold_.find(monitor); found != untold_.end()) untold_.erase(found);
  if (const auto found = one_by_one_.find(monitor); found != one_by_one_.end())
    back_.insert(one_by_one_.extract(found));
  const auto found = many_.find(monitor);
  if (found == many_.end()) return;
  many_.erase(found);
  if (many_.size() > kToldOneByOne) return;
  for (const auto& [left, since] : std::exchange(many_, {})) untold_[left] = {since, now};
  many_told_.reset();
}

void SilenceNews::was_silent(const std::string& monitor, UtcTime since, UtcTime now) {
  if (now - since > kManyLast)
    one_by_one_.insert(monitor);
  else
    silent(monitor, since);
}

void SilenceNews::pass_over(const std::function<bool(std::string_view monitor)>& unwanted) {
  const auto named = [&](const auto& one) { return unwanted(one.first); };
  std::erase_if(untold_, named);
  std::erase_if(many_, named);
  std::erase_if(one_by_one_, unwanted);
  std::erase_if(back_, unwanted);
}

bool SilenceNews::untold_are_due(UtcTime now) const {
  return std::ranges::any_of(untold_, [now](const auto& one) { return now - one.second.waits_from >= kTogether; });
}

bool SilenceNews::follows_many(UtcTime now) const {
  return many_told_ && now - *many_told_ <= kManyLast;
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
  if (untold_.size() <= kToldOneByOne && !follows_many(now)) {
    for (const auto& [monitor, untold] : untold_) tidings.one_by_one.push_back({monitor, untold.since});
    return tidings;
  }
  const auto first = std::ranges::min_element(untold_, {}, [](const auto& one) { return one.second.since; });
  tidings.many = {untold_.size(), first->second.since, follows_many(now) ? *many_told_ : now};
  return tidings;
}

void SilenceNews::told(const SilenceTidings& tidings) {
  for (const auto& monitor : tidings.back) back_.erase(monitor);
  for (const auto& [monitor, since] : tidings.one_by_one) {
    untold_.erase(monitor);
    one_by_one_.insert(monitor);
  }
  if (!tidings.many) return;
  for (const auto& [monitor, untold] : std::exchange(untold_, {})) many_[monitor] = untold.since;
  many_told_ = tidings.many->first_told;
}

}  // namespace liftguard::gateway
