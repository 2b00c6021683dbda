// `liftguard-monitor provision` and `liftguard-monitor install`: what a person does once, beside the car.
#pragma once

#include "common/base/clock.hpp"
#include "firmware/monitor/config.hpp"
#include "firmware/monitor/identity/provision.hpp"

namespace liftguard::monitor {

// `now` none: this box does not know the time. Both print what was done and what comes next, Chinese first, or the
// reason why not. The exit status: 0, or 1.
[[nodiscard]] int provision(const Config& config, Existing existing);
[[nodiscard]] int install(const Config& config, const Signed& files, std::optional<UtcTime> now);

// Where the box keeps the pairs that it renews.
[[nodiscard]] std::filesystem::path identity_folder(const Config& config);

}  // namespace liftguard::monitor
