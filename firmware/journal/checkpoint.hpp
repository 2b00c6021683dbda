// The small state of the journal itself: what was confirmed, by which database, which damage is known already, and
// which sectors are worn out. Written whole each time. What was added since the first version stands at the end, where
// the first version does not look.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "firmware/journal/interval_set.hpp"
#include "firmware/journal/retention.hpp"
#include "schemas/event_kind.hpp"

namespace liftguard::journal {

// Damage that an earlier recovery has seen and drawn its conclusion from. `first_number` is the first frame of that
// sector: once the sector is erased and used again, the entry no longer speaks of it.
struct KnownDamage {
  std::uint32_t at = 0;
  std::uint64_t first_number = 0;

  auto operator<=>(const KnownDamage&) const = default;
};

// A sector that takes no more programs or erases.
struct BadSector {
  enum class Content : std::uint8_t {
    needed = 0,  // its frames can still be read
    dead = 1,    // they are void for ever, though they cannot be erased
  };
  std::uint32_t sector = 0;
  Content content = Content::needed;

  auto operator<=>(const BadSector&) const = default;
};

struct Checkpoint {
  std::uint64_t incarnation = 0;                                // of the database that confirms; 0: none yet
  std::map<std::pair<std::uint64_t, Lane>, IntervalSet> marks;  // by journal id and lane
  std::vector<KnownDamage> damage;
  std::vector<BadSector> bad;  // one entry a sector
  Retention retention;
};

inline constexpr std::size_t kMaxKnownDamage = 32;
// Beyond it the highest intervals are forgotten: their records are sent again, which does no harm.
inline constexpr std::size_t kMaxSavedIntervals = 64;

[[nodiscard]] std::vector<std::uint8_t> encode(const Checkpoint& checkpoint);
[[nodiscard]] std::optional<Checkpoint> decode_checkpoint(std::span<const std::uint8_t> bytes);

}  // namespace liftguard::journal
