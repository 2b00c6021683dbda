#include "firmware/update/folder_slots.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "firmware/update/image.hpp"

namespace liftguard::update {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const char* doing) {
  throw DeviceError(std::string("cannot ") + doing + " " + path.string() + ": " + std::strerror(errno));
}

class File {
 public:
  File(const fs::path& path, int flags, mode_t mode = 0)
      : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {
    if (descriptor_ < 0 && errno != ENOENT) fail(path_, "open");
  }
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] bool exists() const { return descriptor_ >= 0; }

  void write(std::uint64_t offset, std::span<const std::uint8_t> bytes) {
    if (!exists()) fail(path_, "open");
    while (!bytes.empty()) {
      const auto done = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) fail(path_, "write");
      offset += static_cast<std::uint64_t>(done);
      bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
  }

  [[nodiscard]] std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) {
    std::size_t got = 0;
    while (exists() && got < out.size()) {
      const auto done = ::pread(descriptor_, out.data() + got, out.size() - got, static_cast<off_t>(offset + got));
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) fail(path_, "read");
      if (done == 0) break;
      got += static_cast<std::size_t>(done);
    }
    return got;
  }

  void sync() {
    if (exists() && ::fsync(descriptor_) != 0) fail(path_, "sync");
  }

 private:
  const fs::path path_;
  int descriptor_;
};

void sync_path(const fs::path& path, int flags) {
  File(path, flags).sync();
}

void remove_file(const fs::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail(path, "remove");
}

}  // namespace

FolderSlots::FolderSlots(fs::path folder, std::uint64_t capacity) : folder_(std::move(folder)), capacity_(capacity) {
  std::error_code error;
  for (const auto slot : {Slot::a, Slot::b}) {
    fs::create_directories(folder_of(slot), error);
    if (error) throw DeviceError("cannot make " + folder_of(slot).string() + ": " + error.message());
  }
  sync_path(folder_, O_RDONLY | O_DIRECTORY);
}

void FolderSlots::erase(Slot slot) {
  remove_file(header(slot));
  remove_file(program(slot));
}

void FolderSlots::write(Slot slot, std::uint64_t offset, std::span<const std::uint8_t> bytes) {
  if (offset < kHeaderSize) {
    const auto front = bytes.first(std::min<std::size_t>(bytes.size(), kHeaderSize - static_cast<std::size_t>(offset)));
    File(header(slot), O_WRONLY | O_CREAT, 0644).write(offset, front);
    offset += front.size();
    bytes = bytes.subspan(front.size());
  }
  if (!bytes.empty()) File(program(slot), O_WRONLY | O_CREAT, 0755).write(offset - kHeaderSize, bytes);
}

void FolderSlots::sync(Slot slot) {
  sync_path(header(slot), O_RDONLY);
  sync_path(program(slot), O_RDONLY);
  sync_path(folder_of(slot), O_RDONLY | O_DIRECTORY);
}

std::size_t FolderSlots::read(Slot slot, std::uint64_t offset, std::span<std::uint8_t> out) {
  std::size_t got = 0;
  if (offset < kHeaderSize) {
    const auto front = std::min<std::size_t>(out.size(), kHeaderSize - static_cast<std::size_t>(offset));
    got = File(header(slot), O_RDONLY).read(offset, out.first(front));
    if (got < front) return got;
    offset += got;
  }
  return got + File(program(slot), O_RDONLY).read(offset - kHeaderSize, out.subspan(got));
}

std::optional<RecordBytes> FolderSlots::read_record(Copy copy) {
  File file(record(copy), O_RDONLY);
  RecordBytes bytes;
  if (!file.exists() || file.read(0, bytes) != bytes.size()) return std::nullopt;
  return bytes;
}

void FolderSlots::write_record(Copy copy, const RecordBytes& bytes) {
  auto fresh = record(copy);
  fresh += ".new";
  {
    File file(fresh, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    file.write(0, bytes);
    file.sync();
  }
  if (::rename(fresh.c_str(), record(copy).c_str()) != 0) fail(fresh, "rename");
  sync_path(folder_, O_RDONLY | O_DIRECTORY);
}

fs::path FolderSlots::folder_of(Slot slot) const {
  return folder_ / (slot == Slot::a ? "A" : "B");
}
fs::path FolderSlots::header(Slot slot) const {
  return folder_of(slot) / "header";
}
fs::path FolderSlots::program(Slot slot) const {
  return folder_of(slot) / "program";
}
fs::path FolderSlots::record(Copy copy) const {
  return folder_ / (copy == Copy::first ? "record.0" : "record.1");
}

}  // namespace liftguard::update
