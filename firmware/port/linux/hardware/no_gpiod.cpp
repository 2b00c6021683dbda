// In the place of gpiod_lines.cpp where libgpiod is not to be had: the switches stay silent, and the log says why.
#include "firmware/port/linux/hardware/gpiod_lines.hpp"

namespace liftguard::port {

Result<std::unique_ptr<Line>> open_gpiod_line(const LineOptions&) {
  return refuse("no_line", "this program was built without libgpiod");
}

}  // namespace liftguard::port
