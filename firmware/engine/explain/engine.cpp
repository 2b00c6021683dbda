#include "firmware/engine/engine.hpp"

#include "firmware/engine/explain/explanation.hpp"

namespace liftguard::engine {

Explanation Engine::explain() const {
  Explanation out;
  out.at = now_;
  out.scene = scene_;
  out.occupancy = ledger_.state();
  out.place = locator_.place(motion_.displacement(), scene_.zone.is_on());

  auto& zone = zone_source() == ZoneSource::sensor   ? out.add(3, "在门区（开关）", "In a zone, by switch")
               : zone_source() == ZoneSource::height ? out.add(3, "在门区（由高度）", "In a zone, by height")
                                                     : out.add(3, "在门区（无从得知）", "In a zone, no way to know");
  zone.needs("门区可知", "known", scene_.zone.known).needs("在门区", "in a zone", scene_.zone.on);
  zone.holds = scene_.zone.is_on();
  if (zone.holds) zone.since = scene_.zone.since;

  ledger_.explain(scene_, parameters_, out);
  entrapment_.explain(scene_, ledger_, parameters_, out);
  switch_rules_.explain(scene_, parameters_, out);
  shocks_.explain(scene_, parameters_, out);
  speed_.explain(scene_, locator_, parameters_, out);
  doors_.explain(scene_, parameters_, out);
  rough_rides_.explain(parameters_, out);
  heat_.explain(parameters_, out);
  health_.explain(now_, parameters_, out);
  return out;
}

}  // namespace liftguard::engine
