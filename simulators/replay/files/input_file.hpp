// A whole file as text: mapped where it can be (a day's trace need not sit in memory), read otherwise (a pipe).
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace liftguard::replay {

class InputFile {
 public:
  // Refusal "no_file" with the file's name and the system's reason.
  [[nodiscard]] static Result<InputFile> open(const std::string& path);
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
