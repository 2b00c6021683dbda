#include "firmware/port/cortex_m/target/clock.hpp"

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

std::uint32_t InstructionClock::between(std::uint32_t before, std::uint32_t after) {
  const std::uint64_t ns = std::uint64_t{(before - after) & kMask} * kTickNs;
  return static_cast<std::uint32_t>((ns + (1U << (kInstructionShift - 1))) >> kInstructionShift);
}

}  // namespace liftguard::port
