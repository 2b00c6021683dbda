// Over-temperature (DV-18).
#pragma once

#include "firmware/engine/dwell.hpp"
#include "firmware/engine/event_list.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/units.hpp"

namespace liftguard::engine {

class Explanation;

class Heat {
 public:
  void take(float celsius, Time now, const Parameters& parameters) {
    hot_.update(celsius > parameters.over_temperature_c, now);
    if (celsius < parameters.temperature_rearm_c) reported_.rearm();
  }
  void update(Time now, const Parameters& parameters, EventList& events) {
    if (!reported_.fire(hot_.held(now, to_duration(parameters.over_temperature_s)))) return;
    add_values(events.add(EventKind::over_temperature, now, 18), parameters,
               {ParameterId::over_temperature_c, ParameterId::over_temperature_s, ParameterId::temperature_rearm_c});
  }
  void interrupted() { hot_.reset(); }
  [[nodiscard]] ReportedBits reported() const { return reported_bit(Reported::over_temperature, reported_.fired()); }
  void keep(Kept& kept, Time now) const {
    kept.add(reported());
    if (hot_.holds()) kept.hot_age = now - *hot_.since();
  }
  void restore(const Kept& kept) {
    if (kept.has(Reported::over_temperature)) reported_.assume_fired();
  }
  void resume(const Kept& kept, Time now) {  // where no time was missed
    if (kept.hot_age) hot_.begin(now - *kept.hot_age);
  }

  void explain(const Parameters& parameters, Explanation& out) const;

 private:
  Dwell hot_;
  Once reported_;
};

}  // namespace liftguard::engine
