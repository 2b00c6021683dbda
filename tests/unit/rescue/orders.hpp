// Orders as the tests of the rules begin them.
#pragma once

#include <algorithm>

#include "common/rescue/rules.hpp"

namespace liftguard::testing {

inline constexpr UtcTime kStart = utc_from_ms(1'795'000'000'000);
inline constexpr rescue::Crews kBoth{};
inline constexpr rescue::Crews kFirstOnly{.first = true, .second = false};

inline rescue::Order open_order(rescue::Area area = rescue::Area::city_centre) {
  return rescue::open(rescue::Tag::normal, rescue::terms_for({}, area), kBoth, kStart).order;
}

inline int count(const rescue::Happenings& happenings, rescue::What what) {
  return static_cast<int>(std::ranges::count(happenings, what, &rescue::Happening::what));
}

inline const rescue::Limit* limit_of(const rescue::Order& order, rescue::Level level, rescue::Step step,
                                     int round = 1) {
  for (const auto& limit : order.limits)
    if (limit.level == level && limit.step == step && limit.round == round) return &limit;
  return nullptr;
}

}  // namespace liftguard::testing
