// The sensor port that the configuration names.
#pragma once

#include <memory>

#include "common/base/clock.hpp"
#include "firmware/monitor/config.hpp"
#include "firmware/port/linux/sensor_port.hpp"

namespace liftguard::monitor {

// The clock must outlive it. Throws std::invalid_argument for options that load_config would have refused.
[[nodiscard]] std::unique_ptr<port::SensorPort> open_sensors(const SensorSource& source, const SteadyClock& clock);

}  // namespace liftguard::monitor
