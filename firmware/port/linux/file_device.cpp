#include "firmware/port/linux/file_device.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <numeric>
#include <vector>

#include "firmware/journal/journal.hpp"

namespace liftguard::port {
namespace {

using journal::DeviceError;

[[noreturn]] void fail(const std::string& what) {
  throw DeviceError(what + ": " + std::strerror(errno));
}

// Of reading or writing one place: a bad block costs its sector, anything else is of the whole file.
[[noreturn]] void fail_in_place(const std::string& what) {
  if (errno == EIO) throw journal::SectorError(what + ": " + std::strerror(EIO));
  fail(what);
}

void write_all(int fd, std::span<const std::uint8_t> bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail_in_place("writing the journal");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

void read_all(int fd, std::span<std::uint8_t> out, std::uint64_t offset) {
  while (!out.empty()) {
    const auto got = ::pread(fd, out.data(), out.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail_in_place("reading the journal");
    out = out.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
}

// O_DIRECT wants memory and offsets aligned to the medium's blocks (open(2)): no block in use is larger than this.
constexpr std::size_t kDirectAlignment = 4096;

struct FreeMemory {
  void operator()(std::uint8_t* memory) const { std::free(memory); }
};

void sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) fail("opening " + folder.string());
  const int rc = ::fsync(fd);
  ::close(fd);
  if (rc != 0) fail("syncing " + folder.string());
}

std::uint64_t size_of(const journal::Geometry& geometry) {
  return std::uint64_t{geometry.sector_size} * geometry.sectors;
}

void make_file(const std::filesystem::path& path, const journal::Geometry& geometry) {
  const auto unfinished = path.string() + ".new";
  const int fd = ::open(unfinished.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) fail("making " + unfinished);
  try {
    const std::vector<std::uint8_t> erased(geometry.sector_size, 0xFF);
    for (std::uint32_t s = 0; s < geometry.sectors; ++s) write_all(fd, erased, std::uint64_t{s} * geometry.sector_size);
    if (::fsync(fd) != 0) fail("syncing " + unfinished);
  } catch (...) {
    ::close(fd);
    throw;
  }
  ::close(fd);
  if (::rename(unfinished.c_str(), path.c_str()) != 0) fail("naming " + path.string());
  sync_folder(path.parent_path());
}

}  // namespace

FileDevice::FileDevice(const std::filesystem::path& path, const journal::Geometry& geometry) : geometry_(geometry) {
  if (!std::filesystem::exists(path)) make_file(path, geometry);
  fd_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd_ < 0) fail("opening " + path.string());
  struct stat status {};
  const bool right_size = ::fstat(fd_, &status) == 0 && static_cast<std::uint64_t>(status.st_size) == size_of(geometry);
  const bool ours = ::flock(fd_, LOCK_EX | LOCK_NB) == 0;
  const bool synced = right_size && ours && ::fdatasync(fd_) == 0;
  if (!synced) {
    const int error = errno;
    ::close(fd_);
    if (!right_size) throw DeviceError(path.string() + " has not the size of a journal");
    if (!ours) throw DeviceError(path.string() + " is in use by another process");
    errno = error;
    fail("syncing " + path.string());
  }
  static_cast<void>(::posix_fadvise(fd_, 0, 0, POSIX_FADV_DONTNEED));  // O_DIRECT does without it
  if (geometry.sector_size % kDirectAlignment == 0) direct_ = ::open(path.c_str(), O_RDONLY | O_DIRECT | O_CLOEXEC);
}

FileDevice::~FileDevice() {
  if (direct_ >= 0) ::close(direct_);
  ::close(fd_);
}

void FileDevice::read(std::uint32_t offset, std::span<std::uint8_t> out) {
  const bool whole_sectors = offset % geometry_.sector_size == 0 && out.size() % geometry_.sector_size == 0;
  if (direct_ < 0 || !whole_sectors) return read_all(fd_, out, offset);
  const std::unique_ptr<std::uint8_t, FreeMemory> memory(
      static_cast<std::uint8_t*>(std::aligned_alloc(kDirectAlignment, out.size())));
  if (!memory) throw std::bad_alloc();
  const std::span<std::uint8_t> aligned(memory.get(), out.size());
  read_all(direct_, aligned, offset);
  std::copy(aligned.begin(), aligned.end(), out.begin());
}

void FileDevice::program(std::uint32_t offset, std::span<const std::uint8_t> bytes) {
  write_all(fd_, bytes, offset);
}

void FileDevice::erase(std::uint32_t sector) {
  const std::vector<std::uint8_t> erased(geometry_.sector_size, 0xFF);
  write_all(fd_, erased, std::uint64_t{sector} * geometry_.sector_size);
}

void FileDevice::sync() {
  if (::fdatasync(fd_) != 0) fail("syncing the journal");
}

journal::Geometry default_geometry() {
  const journal::SectorCounts counts = journal::Options{}.sectors;
  return {64 * 1024, std::accumulate(counts.begin(), counts.end(), 0U), 16};
}

}  // namespace liftguard::port
