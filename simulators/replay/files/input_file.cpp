#include "simulators/replay/files/input_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/trace/row_reader.hpp"

namespace liftguard::replay {
namespace {

Refusal unreadable(const std::string& path, int error) {
  return refuse("no_file", path + ": cannot be read: " + std::strerror(error));
}

struct Descriptor {
  int fd;
  explicit Descriptor(int number) : fd(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

// False once the first line is known not to be a trace's: the reader then says so of what has come.
bool may_be_trace(std::string_view begun) {
  const auto end = begun.find('\n');
  if (end == std::string_view::npos) return begun.size() <= trace::RowReader::kMaxFirstLine;
  return trace::RowReader().push(begun.substr(0, end)) != trace::RowReader::Outcome::error;
}

// 0, or the system's reason. Nothing that `content` cannot be is read on and on.
int read_all(int fd, Content content, std::string& out) {
  const auto most = content == Content::trace ? InputFile::kMostTrace : InputFile::kMostDocument;
  std::array<char, 65536> part{};
  while (true) {
    const auto got = ::read(fd, part.data(), part.size());
    if (got == 0) return 0;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    out.append(part.data(), static_cast<std::size_t>(got));
    if (out.size() > most) return EFBIG;
    if (content == Content::trace && !may_be_trace(out)) return 0;
  }
}

}  // namespace

Result<InputFile> InputFile::open(const std::string& path, Content content) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat facts {};
  if (file.fd < 0 || ::fstat(file.fd, &facts) != 0) return unreadable(path, errno);
  if (S_ISDIR(facts.st_mode)) return unreadable(path, EISDIR);
  if (S_ISCHR(facts.st_mode) || S_ISBLK(facts.st_mode))
    return refuse("no_file", path + ": cannot be read: it is a device, neither a file nor a pipe");
  InputFile input;
  if (S_ISREG(facts.st_mode) && facts.st_size > 0) {
    const auto size = static_cast<std::size_t>(facts.st_size);
    void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.fd, 0);
    if (memory != MAP_FAILED) {
      (void)::madvise(memory, size, MADV_SEQUENTIAL);
      input.mapped_ = static_cast<const char*>(memory);
      input.size_ = size;
      return {boost::system::in_place_value, std::move(input)};
    }
  }
  if (const int error = read_all(file.fd, content, input.read_)) return unreadable(path, error);
  return {boost::system::in_place_value, std::move(input)};
}

InputFile::InputFile(InputFile&& other) noexcept
    : mapped_(std::exchange(other.mapped_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      read_(std::move(other.read_)) {}

InputFile& InputFile::operator=(InputFile&& other) noexcept {
  std::swap(mapped_, other.mapped_);
  std::swap(size_, other.size_);
  std::swap(read_, other.read_);
  return *this;
}

InputFile::~InputFile() {
  if (mapped_ != nullptr) ::munmap(const_cast<char*>(mapped_), size_);
}

std::string_view InputFile::text() const {
  return mapped_ != nullptr ? std::string_view(mapped_, size_) : std::string_view(read_);
}

}  // namespace liftguard::replay
