#include "common/identity/files.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace liftguard::identity {

namespace {

[[noreturn]] void throw_errno(const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), path.string());
}

class File {
 public:
  File(const std::filesystem::path& path, int flags, mode_t mode)
      : path_(path), descriptor_(::open(path.c_str(), flags, mode)) {
    if (descriptor_ < 0) throw_errno(path);
  }
  ~File() { ::close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void write_all(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0) throw_errno(path_);
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() const {
    if (::fsync(descriptor_) != 0) throw_errno(path_);
  }

 private:
  const std::filesystem::path& path_;
  int descriptor_;
};

}  // namespace

Result<void> write_new(const std::filesystem::path& path, const std::string& text, Secrecy secrecy) {
  auto fresh = path;
  fresh += ".new";
  std::filesystem::remove(fresh);
  {
    const File file(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, secrecy == Secrecy::secret ? 0600 : 0644);
    file.write_all(text);
    file.sync();
  }
  // link() rather than rename(): it fails where a file already stands.
  const int linked = ::link(fresh.c_str(), path.c_str());
  const int reason = errno;
  std::filesystem::remove(fresh);
  if (linked != 0 && reason == EEXIST) return refuse("exists", path.string() + " exists and is not overwritten");
  if (linked != 0) throw std::system_error(reason, std::generic_category(), path.string());
  sync_folder(path.parent_path());
  return {};
}

void sync_folder(const std::filesystem::path& folder) {
  File(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0).sync();
}

Result<void> write_same(const std::filesystem::path& path, const std::string& text) {
  const auto there = read_text(path);
  if (there && *there == text) return {};
  return write_new(path, text, Secrecy::open);
}

Result<std::string> read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return refuse("missing", "cannot read " + path.string());
  return {boost::system::in_place_value, std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace liftguard::identity
