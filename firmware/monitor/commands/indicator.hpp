// A light by which a person at the box sees which one is meant.
#pragma once

#include <filesystem>

namespace liftguard::monitor {

class Indicator {
 public:
  virtual ~Indicator() = default;
  virtual void show(bool on) = 0;  // throws std::system_error where the device does not take it
};

// One of the kernel's LEDs: /sys/class/leds/NAME.
class LedIndicator final : public Indicator {
 public:
  explicit LedIndicator(const std::filesystem::path& folder) : brightness_(folder / "brightness") {}
  void show(bool on) override;

 private:
  std::filesystem::path brightness_;
};

}  // namespace liftguard::monitor
