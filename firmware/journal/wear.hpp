// How worn the journal's flash is: erases are counted for each sector since the device was new.
//
// A sector's count stands in every frame that is written to it, and while it is free in the frame that freed it. A
// power cut between an erase and the next frame may make the count one too high, and where neither is left (a first
// version's image, a lost sector) the highest of its region stands in: sectors of a region are written in turn.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace liftguard::journal {

enum class RegionName : std::uint8_t { alarm = 0, event = 1, bulk = 2, state = 3 };
inline constexpr std::size_t kRegions = 4;

struct RegionWear {
  std::uint32_t sectors = 0;
  std::uint64_t erases = 0;    // of all of them together
  std::uint32_t most = 0;      // of one
  std::uint32_t worn_out = 0;  // sectors that failed a program or an erase and are used no more
};

struct Wear {
  std::array<RegionWear, kRegions> regions;  // by RegionName
};

}  // namespace liftguard::journal
