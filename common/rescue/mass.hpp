// Many entrapments of one cause are one incident (fault row F6): who belongs together, and how often one telephone is
// told of it. Pure. Limits, crews and steps stay each order's own.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/clock.hpp"

namespace liftguard::rescue {

// An estate hangs on one feeder; a district on one substation.
enum class Extent : std::uint8_t { estate = 1, district = 2 };
enum class MassCause : std::uint8_t { mains_loss = 1, many = 2 };
[[nodiscard]] std::string_view name_of(Extent extent);
[[nodiscard]] std::string_view name_of(MassCause cause);

// Decided here: as many open orders within the window make an incident; fewer where the boxes saw the mains go.
struct MassRule {
  Milliseconds window = std::chrono::minutes{10};
  int estate_mains = 2, estate_any = 3;
  int district_mains = 4, district_any = 10;
};
inline constexpr MassRule kMassRule{};

// Orders opened within the window that are open still, the new one included.
struct MassCounts {
  int estate_mains = 0, estate_any = 0;
  int district_mains = 0, district_any = 0;
};

struct Grouping {
  Extent extent = Extent::estate;
  MassCause cause = MassCause::mains_loss;

  bool operator==(const Grouping&) const = default;
};

// The widest incident that these orders make; none: each stands for itself. An estate without a name is none.
[[nodiscard]] std::optional<Grouping> group(const MassCounts& counts, bool estate_named,
                                            const MassRule& rule = kMassRule);

// An incident takes new orders in while the last one joined at most a window ago.
[[nodiscard]] bool still_growing(UtcTime last_joined, UtcTime now, const MassRule& rule = kMassRule);

// When one telephone may be told of an incident again: the first time at once, the second after 15 s, when most of a
// power cut's alarms have come, and then once a minute.
[[nodiscard]] UtcTime next_telling(int times, UtcTime last, UtcTime now);

}  // namespace liftguard::rescue
