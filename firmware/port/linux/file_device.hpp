// The journal's flash as a file: allocated whole when it is made (a full disk is found then, not at the first alarm),
// written in place, synced with fdatasync.
#pragma once

#include <filesystem>

#include "firmware/journal/block_device.hpp"

namespace liftguard::port {

class FileDevice final : public journal::BlockDevice {
 public:
  // Opens the file, or makes it, erased, by way of a temporary name. A file of another size is refused. Only one
  // process may have it. Throws DeviceError.
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
};

// 64 KiB sectors for journal::Options{}.sectors.
[[nodiscard]] journal::Geometry default_geometry();

}  // namespace liftguard::port
