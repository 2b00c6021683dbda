// Lines through libgpiod 1 and the kernel's GPIO character devices.
#pragma once

#include "firmware/port/linux/hardware/lines.hpp"

namespace liftguard::port {

// Finds it by its name on any chip and asks for its edges. Refusal "no_line": none of that name, or in use.
[[nodiscard]] Result<std::unique_ptr<Line>> open_gpiod_line(const LineOptions& options);

}  // namespace liftguard::port
