// A whole file as text: mapped where it can be (a day's trace need not sit in memory), read otherwise (a pipe). What
// has no end is not read for ever: devices are refused, a pipe is bounded and, for a trace, left at a first line of
// none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace liftguard::replay {

enum class Content : std::uint8_t { trace, document };  // a document: truth, site file, clip, list of events

class InputFile {
 public:
  static constexpr std::size_t kMostTrace = std::size_t{2} << 30;  // bytes through a pipe: four days at 100 Hz
  static constexpr std::size_t kMostDocument = std::size_t{64} << 20;

  // Refusal "no_file" with the file's name and the reason.
  [[nodiscard]] static Result<InputFile> open(const std::string& path, Content content);
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&& other) noexcept;
  ~InputFile();

  // Valid as long as the object. A file that shrinks meanwhile ends the program, as with every mapped file.
  [[nodiscard]] std::string_view text() const;

 private:
  InputFile() = default;

  const char* mapped_ = nullptr;
  std::size_t size_ = 0;
  std::string read_;  // where nothing is mapped
};

}  // namespace liftguard::replay
