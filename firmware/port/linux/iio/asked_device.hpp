// An IIO device without a buffer: each value is asked for, some twenty times a second.
#pragma once

#include "firmware/port/linux/iio/sampler.hpp"

namespace liftguard::port::iio {

// Enough for the pressure's rules, which smooth over a second, and little beside the conversion time of 10 to 45 ms.
inline constexpr std::chrono::milliseconds kAskEvery{50};

// Reads <channel>_input, which is in its unit, or <channel>_raw with scale and offset. Refusals as open_sampler.
[[nodiscard]] Result<std::unique_ptr<Sampler>> open_asked(const std::filesystem::path& device,
                                                          const DeviceOptions& options);

}  // namespace liftguard::port::iio
