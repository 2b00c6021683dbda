#include "common/base/durable_file.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace liftguard {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), path.string());
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags, mode_t mode = 0)
      : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {
    if (descriptor_ < 0) fail(path_);
  }
  ~Descriptor() { ::close(descriptor_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write(std::string_view text) const {
    while (!text.empty()) {
      const auto done = ::write(descriptor_, text.data(), text.size());
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) fail(path_);
      text.remove_prefix(static_cast<std::size_t>(done));
    }
  }
  void set_mode(mode_t mode) const {
    if (::fchmod(descriptor_, mode) != 0) fail(path_);
  }
  void sync() const {
    if (::fsync(descriptor_) != 0) fail(path_);
  }

 private:
  const std::filesystem::path path_;
  int descriptor_;
};

// A whole and synced copy beside the file.
std::filesystem::path write_beside(const std::filesystem::path& file, std::string_view text, Readers readers) {
  auto fresh = file;
  fresh += ".new";
  // Made anew, so that a copy left by a power cut lends it neither bytes nor mode.
  if (::unlink(fresh.c_str()) != 0 && errno != ENOENT) fail(fresh);
  const Descriptor out(fresh, O_WRONLY | O_CREAT | O_EXCL, 0600);
  out.write(text);
  if (readers == Readers::everybody) out.set_mode(0644);  // whatever the umask: others rest on it
  out.sync();
  return fresh;
}

}  // namespace

void replace_file(const std::filesystem::path& file, std::string_view text, Readers readers) {
  const auto fresh = write_beside(file, text, readers);
  if (::rename(fresh.c_str(), file.c_str()) != 0) fail(file);
  sync_folder(file.parent_path());
}

bool create_file(const std::filesystem::path& file, std::string_view text, Readers readers) {
  const auto fresh = write_beside(file, text, readers);
  // link() rather than rename(): it fails where a file already stands.
  const bool linked = ::link(fresh.c_str(), file.c_str()) == 0;
  const int reason = errno;
  ::unlink(fresh.c_str());
  if (!linked && reason != EEXIST) throw std::system_error(reason, std::generic_category(), file.string());
  if (linked) sync_folder(file.parent_path());
  return linked;
}

void remove_file(const std::filesystem::path& file) {
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) fail(file);
  sync_folder(file.parent_path());
}

void sync_folder(const std::filesystem::path& folder) {
  Descriptor(folder, O_RDONLY | O_DIRECTORY).sync();
}

}  // namespace liftguard
