#include "firmware/update/tool/files.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace liftguard::update {
namespace {

namespace fs = std::filesystem;

bool write_all(int descriptor, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const auto done = ::write(descriptor, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
  return ::fsync(descriptor) == 0;
}

}  // namespace

Result<std::vector<std::uint8_t>> read_file(const fs::path& path, std::uint64_t most_bytes) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) return refuse("unreadable", path.string() + ": " + error.message());
  if (size > most_bytes)
    return refuse("too_big", path.string() + " has " + std::to_string(size) + " bytes; " + std::to_string(most_bytes) +
                                 " are allowed");
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  std::ifstream in(path, std::ios::binary);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!in) return refuse("unreadable", path.string() + ": cannot be read to its end");
  return bytes;
}

Result<void> write_new_file(const fs::path& path, std::span<const std::uint8_t> bytes, mode_t mode) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor < 0 && errno == EEXIST) return refuse("exists", path.string() + " exists and is not overwritten");
  if (descriptor < 0) return refuse("unwritable", path.string() + ": " + std::strerror(errno));
  const bool written = write_all(descriptor, bytes);
  const int error = errno;
  ::close(descriptor);
  if (written) return {};
  ::unlink(path.c_str());
  return refuse("unwritable", path.string() + ": " + std::strerror(error));
}

}  // namespace liftguard::update
