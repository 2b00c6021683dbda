// A flash in memory that costs only what is written: an erased sector takes no memory. Refuses what flash cannot do (a
// unit programmed twice between two erases), so that the journal above it is held to the same rules as on a box.
#pragma once

#include <cstdint>
#include <vector>

#include "firmware/journal/block_device.hpp"

namespace liftguard::fleet {

class MemoryDevice final : public journal::BlockDevice {
 public:
  explicit MemoryDevice(const journal::Geometry& geometry) : geometry_(geometry), sectors_(geometry.sectors) {}

  [[nodiscard]] journal::Geometry geometry() const override { return geometry_; }
  void read(std::uint32_t offset, std::span<std::uint8_t> out) override;
  void program(std::uint32_t offset, std::span<const std::uint8_t> bytes) override;
  void erase(std::uint32_t sector) override;
  void sync() override {}

 private:
  journal::Geometry geometry_;
  // As far as they were programmed; behind that all bytes are 0xFF.
  std::vector<std::vector<std::uint8_t>> sectors_;
};

}  // namespace liftguard::fleet
