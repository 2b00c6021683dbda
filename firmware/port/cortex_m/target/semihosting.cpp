#include "firmware/port/cortex_m/target/semihosting.hpp"

#include <cstring>

extern "C" std::uint32_t semihosting_call(std::uint32_t operation, void* arguments);  // startup.S

namespace liftguard::port {
namespace {

enum class Operation : std::uint32_t { open = 0x01, write = 0x05, read = 0x06, exit_extended = 0x20 };

constexpr std::uintptr_t kApplicationExit = 0x20026;

template <std::size_t count>
std::int32_t call(Operation operation, std::array<std::uintptr_t, count> arguments) {
  return static_cast<std::int32_t>(semihosting_call(static_cast<std::uint32_t>(operation), arguments.data()));
}

std::uintptr_t address(const void* what) {
  return reinterpret_cast<std::uintptr_t>(what);
}

}  // namespace

SemihostingFile::SemihostingFile(const char* name, Mode mode)
    : handle_(call(Operation::open,
                   std::array{address(name), static_cast<std::uintptr_t>(mode), std::string_view(name).size()})) {}

bool SemihostingFile::fill() {
  // The answer is how many bytes are missing from the buffer.
  const auto left = call(Operation::read, std::array{static_cast<std::uintptr_t>(handle_), address(buffer_.data()),
                                                     std::uintptr_t{buffer_.size()}});
  at_ = 0;
  end_ = left < 0 ? 0 : buffer_.size() - static_cast<std::size_t>(left);
  return end_ > 0;
}

bool SemihostingFile::read(std::span<std::uint8_t> into) {
  for (auto& byte : into) {
    if (at_ == end_ && !fill()) return false;
    byte = buffer_[at_++];
  }
  return true;
}

void SemihostingFile::write(std::span<const std::uint8_t> bytes) {
  for (const auto byte : bytes) {
    if (end_ == buffer_.size()) (void)flush();
    buffer_[end_++] = byte;
  }
}

bool SemihostingFile::flush() {
  const auto left = call(Operation::write, std::array{static_cast<std::uintptr_t>(handle_), address(buffer_.data()),
                                                      std::uintptr_t{end_}});
  good_ = good_ && left == 0;
  end_ = 0;
  return good_;
}

extern "C" void leave(int status) {
  for (;;) (void)call(Operation::exit_extended, std::array{kApplicationExit, static_cast<std::uintptr_t>(status)});
}

}  // namespace liftguard::port
