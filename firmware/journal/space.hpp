// The device's sectors, shared out: each lane has its own, and so has the small state. A region is written sector after
// sector; one of its sectors is always free, so that there is somewhere to write before anything is given up.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "firmware/journal/block_device.hpp"
#include "firmware/journal/frame.hpp"

namespace liftguard::journal {

enum class RegionName : std::uint8_t { alarm = 0, event = 1, bulk = 2, state = 3 };
inline constexpr std::size_t kRegions = 4;

using SectorCounts = std::array<std::uint32_t, kRegions>;

struct Sector {
  enum class Use : std::uint8_t {
    erased,  // ready to be programmed from its start
    dead,    // to be erased first: void, or garbage
    used,
  };
  Use use = Use::erased;
  std::uint32_t end = 0;           // offset within the sector of the next frame
  std::uint64_t first_number = 0;  // of its frames
  std::uint64_t last_number = 0;
};

class Space {
 public:
  Space(BlockDevice& device, const SectorCounts& counts);

  [[nodiscard]] const Geometry& geometry() const { return geometry_; }
  [[nodiscard]] std::uint32_t sectors() const { return static_cast<std::uint32_t>(sectors_.size()); }
  [[nodiscard]] Sector& sector(std::uint32_t number) { return sectors_[number]; }
  [[nodiscard]] const Sector& sector(std::uint32_t number) const { return sectors_[number]; }
  [[nodiscard]] std::uint32_t first(RegionName region) const;  // its sectors are [first, first + count)
  [[nodiscard]] std::uint32_t count(RegionName region) const;
  [[nodiscard]] RegionName region_of(std::uint32_t sector) const;

  [[nodiscard]] std::optional<std::uint32_t> current(RegionName region) const;
  void set_current(RegionName region, std::uint32_t sector);
  [[nodiscard]] std::uint32_t free_sectors(RegionName region) const;  // erased or dead
  [[nodiscard]] bool fits(RegionName region, std::uint32_t size) const;

  // Makes a free sector the current one. There is one.
  void open_next(RegionName region);

  // Programs and syncs one frame into the current sector, where it fits; its position. The sector is erased first where
  // that is still to be done.
  std::uint32_t write(RegionName region, FrameWriter& frame, const FrameHead& head);

  void erase(std::uint32_t sector);  // and syncs
  void read(std::uint32_t at, std::span<std::uint8_t> out) { device_.read(at, out); }

 private:
  BlockDevice& device_;
  Geometry geometry_;
  SectorCounts counts_;
  std::vector<Sector> sectors_;
  std::array<std::optional<std::uint32_t>, kRegions> current_;
};

}  // namespace liftguard::journal
