#include "firmware/port/cortex_m/target/clock.hpp"

extern "C" volatile std::uint32_t systick_control, systick_reload, systick_value;  // mps2_an386.ld

namespace liftguard::port {
namespace {

constexpr std::uint32_t kMask = 0xFFFFFF;
constexpr std::uint32_t kEnableFromProcessorClock = 0b101;

}  // namespace

InstructionClock::InstructionClock() {
  systick_reload = kMask;
  systick_value = 0;
  systick_control = kEnableFromProcessorClock;
  own_ = count([] {});
}

std::uint32_t InstructionClock::look() {
  return systick_value;
}

std::uint32_t InstructionClock::between(std::uint32_t before, std::uint32_t after) {
  const std::uint64_t ns = std::uint64_t{(before - after) & kMask} * kTickNs;
  return static_cast<std::uint32_t>((ns + (1U << (kInstructionShift - 1))) >> kInstructionShift);
}

}  // namespace liftguard::port
