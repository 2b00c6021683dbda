#include "firmware/monitor/sensors.hpp"

#include <stdexcept>

#include "firmware/port/linux/hardware/file_lines.hpp"
#include "firmware/port/linux/hardware/gpiod_lines.hpp"
#include "firmware/port/linux/row_socket.hpp"

namespace liftguard::monitor {
namespace {

std::unique_ptr<port::SensorPort> open(const RowsSource& source, const SteadyClock& clock) {
  return std::make_unique<port::RowSocket>(source.socket, clock);
}

std::unique_ptr<port::SensorPort> open(const HardwareSource& source, const SteadyClock& clock) {
  const port::OpenLine line =
      source.line_file.empty() ? port::OpenLine(port::open_gpiod_line) : port::open_line_in(source.line_file);
  auto hardware = port::HardwarePort::of(source.options, source.site, line, clock);
  if (!hardware) throw std::invalid_argument(hardware.error().detail);
  return std::move(*hardware);
}

}  // namespace

std::unique_ptr<port::SensorPort> open_sensors(const SensorSource& source, const SteadyClock& clock) {
  return std::visit([&](const auto& it) { return open(it, clock); }, source);
}

}  // namespace liftguard::monitor
