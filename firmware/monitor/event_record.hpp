// An event of the engine as the body of a wire record. Pure.
#pragma once

#include "common/wire/up.hpp"
#include "firmware/engine/event.hpp"
#include "firmware/monitor/stamper.hpp"

namespace liftguard::monitor {

// The lane of a kind (schemas/codes/events.csv).
[[nodiscard]] Lane lane_of(EventKind kind);

// `now`: the engine's time at this moment; what the event dates by engine time is dated by wall time with it.
[[nodiscard]] wire::Body body_of(const engine::Event& event, engine::Time now, const Stamper& stamper);

// Names of the sensors of a set, for capabilities and health.
[[nodiscard]] std::vector<std::string> names_of(const engine::SensorSet& sensors);

}  // namespace liftguard::monitor
