#include "firmware/port/linux/hardware/hardware_port.hpp"

#include <poll.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace liftguard::port {
namespace {

constexpr double kLowest_hz = 10;
constexpr double kHighest_hz = 1000;

engine::Time engine_time(SteadyTime t) {
  return engine::Time{t.time_since_epoch()};
}

// What a float cannot hold is not a number to the engine either: a wild sample.
float to_float(double value) {
  constexpr double kHighest = std::numeric_limits<float>::max();
  return std::abs(value) <= kHighest ? static_cast<float>(value) : std::numeric_limits<float>::quiet_NaN();
}

engine::Sensor sensor_of(engine::Switch which) {
  switch (which) {
    case engine::Switch::door:
      return engine::Sensor::door;
    case engine::Switch::zone:
      return engine::Sensor::zone;
    case engine::Switch::presence:
      return engine::Sensor::presence;
    case engine::Switch::button:
      return engine::Sensor::button;
    case engine::Switch::mains:
      return engine::Sensor::mains;
    case engine::Switch::inspection:
      return engine::Sensor::inspection;
  }
  throw std::invalid_argument("no such switch");
}

iio::Reopening reopening(const std::filesystem::path& root, const char* what, const IioOptions& options,
                         std::vector<std::string> channels) {
  iio::DeviceOptions wanted{options.device, options.trigger, options.frequency_hz, std::move(channels)};
  return {what, [root, wanted = std::move(wanted)] { return iio::open_sampler(root, wanted); }};
}

bool is_due(std::optional<SteadyTime>& last, std::chrono::microseconds every, SteadyTime now) {
  if (last && now - *last < every) return false;
  last = now;
  return true;
}

}  // namespace

Result<engine::SensorSet> sensors_of(const HardwareOptions& options) {
  engine::SensorSet out;
  for (const auto& device : {options.accelerometer, options.barometer})
    if (device && !(device->frequency_hz >= kLowest_hz && device->frequency_hz <= kHighest_hz))
      return refuse("bad_sensors", device->device + ": its frequency is not 10 to 1000 Hz");
  if (options.accelerometer) out.add(engine::Sensor::acceleration);
  if (options.barometer) out.add(engine::Sensor::pressure);
  if (options.temperature) out.add(engine::Sensor::temperature);
  if (!options.power.mains.empty()) out.add(engine::Sensor::mains);
  for (const auto& line : options.lines) {
    const auto sensor = sensor_of(line.which);
    if (out.has(sensor)) return refuse("bad_sensors", line.line + ": its switch has another source already");
    out.add(sensor);
  }
  if (out == engine::SensorSet{}) return refuse("bad_sensors", "there is no sensor");
  return out;
}

Result<std::unique_ptr<HardwarePort>> HardwarePort::of(HardwareOptions options, const engine::Site& site,
                                                       OpenLine open_line, const SteadyClock& clock) {
  const auto sensors = sensors_of(options);
  if (!sensors) return sensors.error();
  auto own_site = site;
  own_site.sensors = *sensors;
  return std::unique_ptr<HardwarePort>(new HardwarePort(std::move(options), own_site, std::move(open_line), clock));
}

HardwarePort::HardwarePort(HardwareOptions options, const engine::Site& site, OpenLine open_line,
                           const SteadyClock& clock)
    : options_(std::move(options)),
      site_(site),
      clock_(clock),
      switches_(options_.lines, std::move(open_line)),
      heard_(clock.now()) {
  if (options_.accelerometer)
    accelerometer_ =
        reopening(options_.root, "accelerometer", *options_.accelerometer, {"in_accel_x", "in_accel_y", "in_accel_z"});
  if (options_.barometer) barometer_ = reopening(options_.root, "barometer", *options_.barometer, {"in_pressure"});
}

engine::Time HardwarePort::now() const {
  return engine_time(clock_.now());
}

void HardwarePort::wait(std::chrono::milliseconds patience, const Take& take) {
  sleep(std::min(patience, kTurn));
  const auto now = clock_.now();
  read_devices(now);
  read_slow_ones(now);
  if (!batch_.empty()) heard_ = now;
  if (now - heard_ >= kSilence) {
    heard_ = now;
    batch_.add(engine_time(now), engine::Tick{});
  }
  batch_.flush([&](const engine::Input& input) {
    if (this->now() - input.at > Delivery::kLate) ++late_;
    take(input);
  });
}

Delivery HardwarePort::delivery() const {
  return {late_, accelerometer_ ? accelerometer_->lost() : std::nullopt};
}

void HardwarePort::sleep(std::chrono::milliseconds patience) const {
  std::vector<pollfd> waiting;
  for (const auto* device : {&accelerometer_, &barometer_})
    if (*device && (*device)->fd() >= 0) waiting.push_back({(*device)->fd(), POLLIN, 0});
  for (const int fd : switches_.fds()) waiting.push_back({fd, POLLIN, 0});
  (void)::poll(waiting.data(), waiting.size(), static_cast<int>(patience.count()));
}

void HardwarePort::read_devices(SteadyTime now) {
  switches_.step(now, [&](engine::SwitchReading reading) { batch_.add(engine_time(now), reading); });
  if (barometer_)
    barometer_->step(now, [&](const iio::Sample& sample) {
      batch_.add(engine_time(sample.at), engine::Pressure{to_float(sample.values[0] * 1000)});  // kPa
    });
  if (accelerometer_)
    accelerometer_->step(now, [&](const iio::Sample& sample) {
      const auto car = options_.mounting.apply(sample.values);
      batch_.add(engine_time(sample.at), engine::Acceleration{to_float(car[0]), to_float(car[1]), to_float(car[2])});
    });
}

void HardwarePort::read_slow_ones(SteadyTime now) {
  if (is_due(power_at_, kPowerEvery, now)) {
    power_ = read_power(options_.root, options_.power);
    if (power_.mains) batch_.add(engine_time(now), engine::SwitchReading{engine::Switch::mains, *power_.mains});
  }
  if (!options_.temperature || !is_due(temperature_at_, kTemperatureEvery, now)) return;
  if (const auto celsius = read_temperature(options_.root, *options_.temperature))
    batch_.add(engine_time(now), engine::Temperature{to_float(*celsius)});
}

}  // namespace liftguard::port
