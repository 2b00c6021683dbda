#include "firmware/monitor/durable_file.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace liftguard::monitor {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), path.string());
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags)
      : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
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
  void sync() const {
    if (::fsync(descriptor_) != 0) fail(path_);
  }

 private:
  const std::filesystem::path path_;
  int descriptor_;
};

void sync_folder_of(const std::filesystem::path& file) {
  Descriptor(file.parent_path(), O_RDONLY | O_DIRECTORY).sync();
}

}  // namespace

void replace_file(const std::filesystem::path& file, std::string_view text) {
  auto fresh = file;
  fresh += ".new";
  {
    const Descriptor out(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    out.write(text);
    out.sync();
  }
  if (::rename(fresh.c_str(), file.c_str()) != 0) fail(file);
  sync_folder_of(file);
}

void remove_file(const std::filesystem::path& file) {
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) fail(file);
  sync_folder_of(file);
}

}  // namespace liftguard::monitor
