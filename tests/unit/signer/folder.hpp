// A folder of its own for a test, gone with it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace liftguard::signer::test {

class Folder {
 public:
  Folder() {
    std::string shape = (std::filesystem::temp_directory_path() / "signer-test-XXXXXX").string();
    path_ = ::mkdtemp(shape.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace liftguard::signer::test
