// What of an image is whose, by the sections of firmware/port/cortex_m/target/mps2_an386.ld.
#pragma once

#include <filesystem>
#include <string_view>

namespace liftguard::bench {

struct ImageSizes {
  double engine_text = 0;   // code and constants of firmware/engine
  double runtime_text = 0;  // what the compiler calls by itself: 64-bit division, memcpy and the like
  double port_text = 0;
  double engine_object = 0;  // the engine itself, in the port's static storage
  double engine_data = 0;    // globals of firmware/engine
  double port_data = 0;
};

// Throws where the image cannot be read.
[[nodiscard]] ImageSizes sizes_of(const std::filesystem::path& image);

}  // namespace liftguard::bench
