// Which sensor speaks next, and when: each has its period, and those that come at one instant keep their order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "firmware/engine/input.hpp"

namespace liftguard::clip {

// What an input is, the switches each for itself.
enum class Kind : std::uint8_t {
  acceleration = 0,
  pressure = 1,
  temperature = 2,
  first_switch = 3,  // and the others in the order of engine::Switch
  episode_closed = 9,
  tick = 10,
};
inline constexpr std::size_t kKinds = 11;

[[nodiscard]] Kind kind_of(const engine::Reading& reading);

class Schedule {
 public:
  [[nodiscard]] Kind next() const;
  // When it should come, µs; nullopt... `now_us` where it has not come twice yet.
  [[nodiscard]] std::int64_t due_us(Kind kind, std::int64_t now_us) const;
  [[nodiscard]] bool is_due(Kind kind, std::int64_t now_us) const;  // at that very instant, give or take
  void came(Kind kind, std::int64_t at_us);

 private:
  struct Line {
    std::int64_t last_us = 0, period_us = 0;  // period 0: has not come twice
    std::uint32_t turn = 0;                   // 0: has not come
    [[nodiscard]] std::int64_t due_us() const { return last_us + period_us; }
  };
  [[nodiscard]] std::int64_t slack_us() const;

  std::array<Line, kKinds> lines_{};
  std::uint32_t turn_ = 0;
};

}  // namespace liftguard::clip
