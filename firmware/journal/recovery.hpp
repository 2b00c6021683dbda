// Recovery by scan: what the frames on a device say, taken together.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "firmware/journal/checkpoint.hpp"
#include "firmware/journal/frame.hpp"
#include "firmware/journal/index.hpp"
#include "firmware/journal/space.hpp"

namespace liftguard::journal {

struct Recovered {
  std::size_t frames = 0;  // 0: nothing usable
  Index index;             // all records unconfirmed
  Checkpoint checkpoint;   // of the newest checkpoint frame
  std::vector<std::uint8_t> kept;
  std::uint32_t kept_sector = 0;
  std::uint32_t checkpoint_sector = 0;
  FrameHead newest;
  std::vector<KnownDamage> damage;  // all there is now
  std::size_t torn = 0;
  std::size_t damaged = 0;                   // new places that may have held accepted frames
  std::optional<RegionName> damaged_region;  // the first of them
};

// Reads the whole device; fills `space` with the state of its sectors.
[[nodiscard]] Recovered recover(Space& space);

}  // namespace liftguard::journal
