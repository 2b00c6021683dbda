// An IIO device read through its buffer, /dev/iio:deviceN.
#pragma once

#include "firmware/port/linux/iio/sampler.hpp"

namespace liftguard::port::iio {

// Stops the buffer, enables exactly the wanted channels and the time stamp, starts it again and opens it. What the
// device keeps enabled against our wish is read over. `device` is its sysfs folder. Refusals as open_sampler.
[[nodiscard]] Result<std::unique_ptr<Sampler>> open_buffered(const std::filesystem::path& root,
                                                             const std::filesystem::path& device,
                                                             const DeviceOptions& options);

}  // namespace liftguard::port::iio
