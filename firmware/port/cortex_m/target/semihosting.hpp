// Files of the host's, in the folder where the emulator (or the debugger) was started.
// Arm's Semihosting for AArch32 and AArch64, release 2023Q3, chapters 5 and 7.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "firmware/port/cortex_m/stream/bytes.hpp"

namespace liftguard::port {

class SemihostingFile final : public ByteSource, public ByteSink {
 public:
  enum class Mode : std::uint32_t { read = 1, write = 5 };  // "rb", "wb"

  SemihostingFile(const char* name, Mode mode);
  [[nodiscard]] bool is_open() const { return handle_ >= 0; }
  [[nodiscard]] bool read(std::span<std::uint8_t> into) override;
  void write(std::span<const std::uint8_t> bytes) override;
  // What write() holds back. False where the host could not take all that was ever written.
  [[nodiscard]] bool flush();

 private:
  [[nodiscard]] bool fill();

  std::int32_t handle_;
  bool good_ = true;
  std::size_t at_ = 0, end_ = 0;
  std::array<std::uint8_t, 16'384> buffer_;
};

// Ends the emulator with that exit status.
extern "C" [[noreturn]] void leave(int status);

}  // namespace liftguard::port
