// Sensor port over the box's own hardware: accelerometer and barometer through IIO, contacts through GPIO, mains
// through the power supply, temperature. Each device comes and goes by itself: the others go on, and the engine notices
// who is silent (DV-19).
#pragma once

#include <memory>
#include <optional>

#include "common/base/clock.hpp"
#include "firmware/port/linux/hardware/batch.hpp"
#include "firmware/port/linux/hardware/power.hpp"
#include "firmware/port/linux/hardware/switch_lines.hpp"
#include "firmware/port/linux/hardware/temperature.hpp"
#include "firmware/port/linux/iio/mounting.hpp"
#include "firmware/port/linux/iio/reopening.hpp"
#include "firmware/port/linux/sensor_port.hpp"

namespace liftguard::port {

struct IioOptions {
  std::string device;   // name or label
  std::string trigger;  // empty: as the device has it
  double frequency_hz;  // 10 to 1000
};

struct HardwareOptions {
  std::filesystem::path root = "/";  // what sys and dev are below
  std::optional<IioOptions> accelerometer;
  std::optional<IioOptions> barometer;
  iio::Mounting mounting;  // of the accelerometer
  std::vector<LineOptions> lines;
  PowerOptions power;
  std::optional<TemperatureSource> temperature;
};

// The sensors that these options give. Refusal "bad_sensors": none at all, a switch with two sources, a frequency out
// of range.
[[nodiscard]] Result<engine::SensorSet> sensors_of(const HardwareOptions& options);

class HardwarePort final : public SensorPort {
 public:
  // `site`: the lift as configured; its sensors become those of the options. Devices need not be there yet. The clock
  // must outlive the port. Refusal of sensors_of.
  [[nodiscard]] static Result<std::unique_ptr<HardwarePort>> of(HardwareOptions options, const engine::Site& site,
                                                                OpenLine open_line, const SteadyClock& clock);

  void wait(std::chrono::milliseconds patience, const Take& take) override;
  [[nodiscard]] std::optional<engine::Site> site() const override { return site_; }
  [[nodiscard]] engine::Time now() const override;
  [[nodiscard]] Battery battery() const override { return power_.battery; }
  [[nodiscard]] Delivery delivery() const override;

 private:
  // Devices that have to be asked are looked at this often.
  static constexpr std::chrono::milliseconds kTurn{50};
  static constexpr std::chrono::milliseconds kPowerEvery{500};  // mains is a switch (DV-19)
  static constexpr std::chrono::seconds kTemperatureEvery{1};
  static constexpr std::chrono::seconds kSilence{1};

  HardwarePort(HardwareOptions options, const engine::Site& site, OpenLine open_line, const SteadyClock& clock);
  void sleep(std::chrono::milliseconds patience) const;
  void read_devices(SteadyTime now);
  void read_slow_ones(SteadyTime now);

  HardwareOptions options_;
  engine::Site site_;
  const SteadyClock& clock_;
  std::optional<iio::Reopening> accelerometer_;
  std::optional<iio::Reopening> barometer_;
  SwitchLines switches_;
  PowerReading power_;
  Batch batch_;
  std::uint64_t late_ = 0;
  std::optional<SteadyTime> power_at_, temperature_at_;
  SteadyTime heard_;
};

}  // namespace liftguard::port
