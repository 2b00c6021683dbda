#include "firmware/update/trial.hpp"

namespace liftguard::update {

Reason Trial::judge(SteadyTime now, const Health& health, const Conditions& conditions) {
  const bool healthy = health.sensors_read && health.journal_open;
  if (!healthy || (asked_last_ && now - *asked_last_ > kLongestGap)) healthy_since_.reset();
  if (healthy && !healthy_since_) healthy_since_ = now;
  asked_last_ = now;
  const bool long_enough = now - began_ >= least_;
  if (long_enough && healthy && health.gateway_reached) return Reason::confirmed_online;
  if (long_enough && healthy && now - *healthy_since_ >= kHealthyOffline) return Reason::confirmed_offline;
  const bool may_restart = !healthy || hold(conditions) == Reason::none;
  if (now - began_ >= kLongestTrial && may_restart) return Reason::trial_too_long;
  return Reason::none;
}

}  // namespace liftguard::update
