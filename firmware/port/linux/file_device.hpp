// The journal's flash as a file: allocated whole when it is made (a full disk is found then, not at the first alarm),
// written in place, synced with fdatasync.
//
// What Linux gives, and what is made of it (fault rows C1, B10). When writing a page back fails, the kernel marks it
// clean all the same and tells the error once, to the next fsync of each open descriptor: a second fdatasync succeeds
// and proves nothing, and reading gives the page from memory, which the medium never got. So a failed fdatasync is
// never tried again: it is a DeviceError, the journal refuses everything from then on, and the program ends to open the
// file anew. Opening syncs what a killed predecessor left unsynced, drops the cached pages and reads every sector by
// O_DIRECT from the medium: recovery sees what a power cut would have left. Where a file system has no O_DIRECT (tmpfs)
// there is no medium below the cache either.
#pragma once

#include <filesystem>

#include "firmware/journal/block_device.hpp"

namespace liftguard::port {

class FileDevice final : public journal::BlockDevice {
 public:
  // Opens the file, or makes it, erased, by way of a temporary name. A file of another size is refused. Only one
  // process may have it. Throws DeviceError, also where something could not be synced: the next opening then finds out
  // what is there.
  FileDevice(const std::filesystem::path& path, const journal::Geometry& geometry);
  ~FileDevice() override;
  FileDevice(const FileDevice&) = delete;
  FileDevice& operator=(const FileDevice&) = delete;

  [[nodiscard]] journal::Geometry geometry() const override { return geometry_; }
  void read(std::uint32_t offset, std::span<std::uint8_t> out) override;
  void program(std::uint32_t offset, std::span<const std::uint8_t> bytes) override;
  void erase(std::uint32_t sector) override;
  void sync() override;

 private:
  journal::Geometry geometry_;
  int fd_ = -1;
  int direct_ = -1;  // the same file past the page cache; -1: the file system has no such thing
};

// 64 KiB sectors for journal::Options{}.sectors.
[[nodiscard]] journal::Geometry default_geometry();

}  // namespace liftguard::port
