// Sensor port over a socket of trace rows ("unix:PATH"): how the lift simulator feeds a box. Reconnects for ever; what
// was sent meanwhile is missed, as with any sensor that was not read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/trace/row_reader.hpp"
#include "firmware/port/linux/row_time.hpp"
#include "firmware/port/linux/sensor_port.hpp"

namespace liftguard::port {

class RowSocket final : public SensorPort {
 public:
  RowSocket(std::string path, const SteadyClock& clock) : path_(std::move(path)), clock_(clock) {}
  ~RowSocket() override;
  RowSocket(const RowSocket&) = delete;
  RowSocket& operator=(const RowSocket&) = delete;

  void wait(std::chrono::milliseconds patience, const Take& take) override;
  [[nodiscard]] std::optional<engine::Site> site() const override { return site_; }
  [[nodiscard]] engine::Time now() const override { return time_.at(clock_.now()); }

 private:
  // A second without a row: the engine looks at its dwell times all the same (DV-19 needs it).
  static constexpr std::chrono::seconds kSilence{1};
  static constexpr std::chrono::milliseconds kRetry{200};
  static constexpr std::size_t kMaxLine = 4096;

  void try_connect();
  void hang_up(const std::string& why);
  void take_bytes(const char* bytes, std::size_t size, const Take& take);
  void take_line(std::string_view line, const Take& take);
  void tick_if_silent(const Take& take);

  std::string path_;
  const SteadyClock& clock_;
  int fd_ = -1;
  SteadyTime next_attempt_{};
  SteadyTime heard_{};
  bool said_waiting_ = false;
  std::string line_;
  std::optional<trace::RowReader> reader_;
  std::optional<engine::Site> site_;
  RowTime time_;
};

}  // namespace liftguard::port
