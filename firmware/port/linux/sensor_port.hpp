// Where the box's samples come from. One interface for real sensors and for trace rows over a socket.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "firmware/engine/input.hpp"
#include "firmware/engine/site.hpp"

namespace liftguard::port {

// What cannot be read, or cannot be, is absent.
struct Battery {
  std::optional<double> volts;  // 0 to 100
  std::optional<int> percent;   // 0 to 100
};

// How readings came since the start; absent where a port cannot tell.
struct Delivery {
  std::optional<std::uint64_t> late;  // older than kLate when they were handed over
  std::optional<std::uint64_t> lost;  // made by the sensor, and never read

  static constexpr std::chrono::milliseconds kLate{250};  // five turns of the hardware port
};

class SensorPort {
 public:
  using Take = std::function<void(const engine::Input&)>;

  virtual ~SensorPort() = default;

  // Waits at most `patience` and hands over what came, in order; a Tick when nothing comes for a while. Engine times
  // rise over the life of the port, also over gaps. Nothing is handed over before site() is known.
  virtual void wait(std::chrono::milliseconds patience, const Take& take) = 0;

  // What the source says of the lift; known once it has been heard.
  [[nodiscard]] virtual std::optional<engine::Site> site() const = 0;

  // The engine's time at this moment: an event's age is the difference.
  [[nodiscard]] virtual engine::Time now() const = 0;

  // As last read, by wait(); of the same thread.
  [[nodiscard]] virtual Battery battery() const { return {}; }
  [[nodiscard]] virtual Delivery delivery() const { return {}; }
};

}  // namespace liftguard::port
