// Instructions between two looks, by SysTick. Only under QEMU's -icount, where each instruction takes
// 2^kInstructionShift ns of the machine's time and a look is exact: on silicon this would count cycles.
#pragma once

#include <cstdint>

extern "C" volatile std::uint32_t systick_control, systick_reload, systick_value;  // mps2_an386.ld

namespace liftguard::port {

class InstructionClock {
 public:
  static constexpr unsigned kInstructionShift = 10;
  static constexpr std::uint32_t kTickNs = 40;  // AN386: 25 MHz

  // Starts SysTick and finds out what a pair of looks costs by itself.
  InstructionClock();

  // Of what is called. At most 600,000: the counter has 24 bits.
  template <class Call>
  [[nodiscard]] std::uint32_t count(Call call) const {
    const std::uint32_t before = systick_value;
    call();
    const std::uint32_t after = systick_value;
    return between(before, after) - own_;
  }

 private:
  [[nodiscard]] static std::uint32_t between(std::uint32_t before, std::uint32_t after);

  std::uint32_t own_ = 0;
};

}  // namespace liftguard::port
