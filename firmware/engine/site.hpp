// What is known of the lift before the first sample: floors, rated speed, and which sensors the box has.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "firmware/engine/label.hpp"

namespace liftguard::engine {

enum class Sensor : std::uint8_t {
  acceleration = 0,
  pressure = 1,
  door = 2,
  zone = 3,
  presence = 4,
  button = 5,
  mains = 6,
  inspection = 7,
  temperature = 8,
};
inline constexpr std::size_t kSensors = 9;

class SensorSet {
 public:
  constexpr SensorSet() = default;
  [[nodiscard]] static constexpr SensorSet all() {
    SensorSet set;
    set.bits_ = (1U << kSensors) - 1U;
    return set;
  }
  [[nodiscard]] constexpr bool has(Sensor sensor) const { return (bits_ & bit(sensor)) != 0; }
  constexpr void add(Sensor sensor) { bits_ = static_cast<std::uint16_t>(bits_ | bit(sensor)); }
  constexpr void remove(Sensor sensor) { bits_ = static_cast<std::uint16_t>(bits_ & ~bit(sensor)); }
  [[nodiscard]] constexpr std::uint16_t bits() const { return bits_; }
  bool operator==(const SensorSet&) const = default;

 private:
  static constexpr std::uint16_t bit(Sensor sensor) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(sensor));
  }
  std::uint16_t bits_ = 0;
};

struct Floor {
  Label label;
  float height_m = 0;
};

struct Site {
  static constexpr std::size_t kMaxFloors = 128;

  std::array<Floor, kMaxFloors> floors{};  // rising by at least 0.3 m; the first floor_count count
  std::uint8_t floor_count = 0;            // 0: floors are learnt (DV-2)
  Label start_floor;                       // empty: not known
  float rated_speed_mps = 0;               // 0: not known
  SensorSet sensors = SensorSet::all();
  bool gravity_known = false;  // z was calibrated: at rest it is standard gravity (a phone's recording)

  [[nodiscard]] std::span<const Floor> table() const { return {floors.data(), floor_count}; }
};

}  // namespace liftguard::engine
