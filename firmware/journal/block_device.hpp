// What the journal writes to: flash that is erased by the sector (all bytes 0xFF) and programmed by the unit, each unit
// once between two erases. A file stands in for it on Linux.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

namespace liftguard::journal {

struct Geometry {
  std::uint32_t sector_size = 0;  // bytes
  std::uint32_t sectors = 0;
  std::uint32_t program_size = 0;  // bytes; offsets and lengths of programs are multiples of it
};

// The device failed or can no longer be trusted (a failed sync is never retried: the kernel may have dropped the
// pages, C1 and B10). The journal that met it refuses everything afterwards.
class DeviceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One operation failed, and whatever it touched may hold anything now; the rest of the device is as good as before. Of
// an erase or a program: the sector is worn out. Of a read: it cannot be read.
class SectorError : public DeviceError {
 public:
  using DeviceError::DeviceError;
};

// Offsets count bytes from the start of the device. All functions throw DeviceError; those that name a sector throw
// SectorError where it alone has failed. One thread.
class BlockDevice {
 public:
  virtual ~BlockDevice() = default;
  [[nodiscard]] virtual Geometry geometry() const = 0;
  // A whole sector is read from the medium, never from a cache that may know more: recovery believes what it reads.
  virtual void read(std::uint32_t offset, std::span<std::uint8_t> out) = 0;
  virtual void program(std::uint32_t offset, std::span<const std::uint8_t> bytes) = 0;
  virtual void erase(std::uint32_t sector) = 0;
  virtual void sync() = 0;  // what was done before survives a power cut afterwards
};

}  // namespace liftguard::journal
