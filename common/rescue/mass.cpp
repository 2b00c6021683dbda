#include "common/rescue/mass.hpp"

#include <algorithm>

namespace liftguard::rescue {

namespace {

constexpr Milliseconds kGathering = std::chrono::seconds{15};
constexpr Milliseconds kBetweenUpdates = std::chrono::minutes{1};

}  // namespace

std::string_view name_of(Extent extent) {
  switch (extent) {
    case Extent::estate:
      return "estate";
    case Extent::district:
      return "district";
  }
  return "unknown";
}

std::string_view name_of(MassCause cause) {
  switch (cause) {
    case MassCause::mains_loss:
      return "mains_loss";
    case MassCause::many:
      return "many";
  }
  return "unknown";
}

std::optional<Grouping> group(const MassCounts& counts, bool estate_named, const MassRule& rule) {
  if (counts.district_mains >= rule.district_mains) return Grouping{Extent::district, MassCause::mains_loss};
  if (counts.district_any >= rule.district_any) return Grouping{Extent::district, MassCause::many};
  if (!estate_named) return std::nullopt;
  if (counts.estate_mains >= rule.estate_mains) return Grouping{Extent::estate, MassCause::mains_loss};
  if (counts.estate_any >= rule.estate_any) return Grouping{Extent::estate, MassCause::many};
  return std::nullopt;
}

bool still_growing(UtcTime last_joined, UtcTime now, const MassRule& rule) {
  return now - last_joined <= rule.window;
}

UtcTime next_telling(int times, UtcTime last, UtcTime now) {
  if (times == 0) return now;
  return std::max(now, last + (times == 1 ? kGathering : kBetweenUpdates));
}

}  // namespace liftguard::rescue
