#include "firmware/engine/climate/heat.hpp"
#include "firmware/engine/explain/explanation.hpp"

namespace liftguard::engine {

void Heat::explain(const Parameters& parameters, Explanation& out) const {
  out.add(18, "超温", "Over-temperature", EventKind::over_temperature)
      .needs("温度高于限值", "temperature above the limit", hot_.holds())
      .lasts(hot_.since(), to_duration(parameters.over_temperature_s), reported_.fired());
}

}  // namespace liftguard::engine
