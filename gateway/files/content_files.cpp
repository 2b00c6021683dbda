#include "gateway/files/content_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <span>
#include <system_error>

#include "common/storage/hash.hpp"

namespace liftguard::gateway {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), path.string());
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {
    if (fd_ < 0) fail(path);
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

void sync_folder(const fs::path& folder) {
  const Descriptor open(folder, O_RDONLY | O_DIRECTORY);
  if (::fsync(open.get()) != 0) fail(folder);
}

void write_synced(const fs::path& path, std::span<const std::uint8_t> bytes) {
  const Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC);
  while (!bytes.empty()) {
    const auto written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  if (::fsync(file.get()) != 0) fail(path);
}

}  // namespace

fs::path ContentFiles::path_of(std::string_view hash) const {
  return folder_ / hash.substr(0, 2) / (std::string(hash) + suffix_);
}

std::string ContentFiles::put(std::span<const std::uint8_t> bytes) {
  auto hash = storage::hash_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  const auto path = path_of(hash);
  if (fs::exists(path)) return hash;
  fs::create_directories(path.parent_path());
  auto unfinished = path;
  unfinished += ".new";
  write_synced(unfinished, bytes);
  fs::rename(unfinished, path);
  sync_folder(path.parent_path());
  sync_folder(folder_);
  return hash;
}

void ContentFiles::remove(std::string_view hash) {
  std::error_code gone;
  fs::remove(path_of(hash), gone);
}

}  // namespace liftguard::gateway
