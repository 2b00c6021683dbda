#include "gateway/disk/reserve.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <system_error>
#include <utility>

namespace liftguard::gateway {

namespace fs = std::filesystem;

Reserve::Reserve(fs::path file, std::uint64_t bytes) : file_(std::move(file)), bytes_(bytes) {
  std::error_code error;
  held_ = fs::file_size(file_, error) == bytes_ && !error;
  if (!held_) give_up();  // one of another size, or half allocated
}

bool Reserve::hold() {
  if (held_ || bytes_ == 0 || available() < 2 * bytes_) return held_;
  const int file = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  held_ = file >= 0 && ::posix_fallocate(file, 0, static_cast<off_t>(bytes_)) == 0;
  if (file >= 0) ::close(file);
  if (!held_) give_up();
  return held_;
}

void Reserve::give_up() {
  std::error_code error;
  fs::remove(file_, error);
  held_ = false;
}

bool Reserve::disk_is_short() const {
  return available() < bytes_ / 4;
}

std::uint64_t Reserve::available() const {
  std::error_code error;
  const auto space = fs::space(file_.parent_path(), error);
  return error ? 0 : space.available;
}

}  // namespace liftguard::gateway
