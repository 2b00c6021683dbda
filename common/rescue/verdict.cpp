#include "common/rescue/verdict.hpp"

namespace liftguard::rescue {

namespace {

bool missed(const Limit& limit, UtcTime now) {
  if (limit.fired) return true;
  if (limit.withdrawn) return false;
  return limit.met ? *limit.met > limit.due : limit.due < now;
}

}  // namespace

Verdicts judge(const Order& order, Level level, UtcTime now) {
  Verdicts verdicts;
  const Dispatch* dispatch = order.find(level);
  if (dispatch == nullptr) return verdicts;
  if (dispatch->step == Step::rescued) verdicts = {.compliant = Verdict::met, .timely = Verdict::met};
  for (const Limit& limit : order.limits) {
    if (limit.level != level || !missed(limit, now)) continue;
    verdicts.compliant = Verdict::missed;
    if (limit.step != Step::arrived) verdicts.timely = Verdict::missed;
  }
  return verdicts;
}

}  // namespace liftguard::rescue
