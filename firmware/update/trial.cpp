#include "firmware/update/trial.hpp"

namespace liftguard::update {

Reason Trial::judge(SteadyTime now, const Health& health, const Conditions& conditions) {
  const bool healthy = health.sensors_read && health.journal_open;
  if (!healthy || (asked_last_ && now - *asked_last_ > kLongestGap)) healthy_since_.reset();
  if (healthy && !healthy_since_) healthy_since_ = now;
  asked_last_ = now;
  if (healthy && health.gateway_reached) return Reason::confirmed_online;
  if (healthy && now - *healthy_since_ >= kHealthyOffline) return Reason::confirmed_offline;
  const bool may_restart = !healthy || hold(conditions) == Reason::none;
  if (now - began_ >= kLongestTrial && may_restart) return Reason::trial_too_long;
  return Reason::none;
}

}  // namespace liftguard::update
