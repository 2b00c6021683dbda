#include "simulators/replay/files/output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace liftguard::replay {
namespace {

Refusal unwritable(const std::string& name) {
  return refuse("no_output", name + ": cannot be written: " + std::strerror(errno));
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto done = ::write(fd, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

}  // namespace

Result<void> print(std::string_view text) {
  if (!write_all(STDOUT_FILENO, text)) return unwritable("standard output");
  return {};
}

Result<void> write_file(const std::string& path, std::string_view text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return unwritable(path);
  const bool written = write_all(fd, text);
  const int error = errno;
  const bool closed = ::close(fd) == 0;
  if (!written) errno = error;
  if (!written || !closed) return unwritable(path);
  return {};
}

}  // namespace liftguard::replay
