// The device's sectors, shared out: each lane has its own, and so has the small state. A region is written sector after
// sector; one of its sectors is always free, so that there is somewhere to write before anything is given up.
//
// A sector that fails an erase is retired; one that fails a program is closed, and retired once nothing in it is
// needed. A region that has lost its free sector so gets one back at the next reclaiming (reclaiming.cpp).
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include "firmware/journal/block_device.hpp"
#include "firmware/journal/checkpoint.hpp"
#include "firmware/journal/frame.hpp"
#include "firmware/journal/wear.hpp"

namespace liftguard::journal {

using SectorCounts = std::array<std::uint32_t, kRegions>;

struct Sector {
  enum class Use : std::uint8_t {
    erased,  // ready to be programmed from its start
    dead,    // to be erased first: void, or garbage
    used,
    retired,  // worn out, and nothing in it is needed
  };
  Use use = Use::erased;
  std::uint32_t end = 0;           // offset within the sector of the next frame
  std::uint64_t first_number = 0;  // of its frames
  std::uint64_t last_number = 0;
  std::uint32_t erases = 0;  // since the device was new
  bool worn = false;         // takes no more programs and erases
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
  [[nodiscard]] std::uint32_t used_sectors(RegionName region) const;
  [[nodiscard]] bool fits(RegionName region, std::uint32_t size) const;

  // Makes a free sector the current one, erased. False: none is left that can be erased.
  [[nodiscard]] bool open_next(RegionName region);

  // Programs and syncs one frame into the current sector, where it fits; its position. None: the sector is worn out and
  // closed.
  [[nodiscard]] std::optional<std::uint32_t> write(RegionName region, FrameWriter& frame, const FrameHead& head);

  void close(std::uint32_t sector) { sectors_[sector].end = geometry_.sector_size; }  // nothing more goes in

  // Frees a sector of which nothing is needed any more, and syncs; one that is worn out is retired.
  void give_up(std::uint32_t sector);

  // Throws SectorError where the sector cannot be read.
  void read(std::uint32_t at, std::span<std::uint8_t> out) { device_.read(at, out); }

  [[nodiscard]] std::vector<BadSector> bad() const;
  [[nodiscard]] Wear wear() const;

 private:
  [[nodiscard]] std::uint32_t sectors_in_use(RegionName region, std::initializer_list<Sector::Use> uses) const;
  // Runs device operations. After any failure but SectorError the device is not touched any more: it may have done
  // anything, and what is done after a failed sync is never known to last (C1, B10).
  template <class Operations>
  void operate(Operations operations);

  BlockDevice& device_;
  bool failed_ = false;
  Geometry geometry_;
  SectorCounts counts_;
  std::vector<Sector> sectors_;
  std::array<std::optional<std::uint32_t>, kRegions> current_;
};

}  // namespace liftguard::journal
