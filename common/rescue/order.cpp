#include "common/rescue/order.hpp"

#include <algorithm>

namespace liftguard::rescue {

const Dispatch* Order::find(Level level) const {
  const auto found = std::ranges::find(dispatches, level, &Dispatch::level);
  return found == dispatches.end() ? nullptr : &*found;
}

Dispatch* Order::find(Level level) {
  const auto found = std::ranges::find(dispatches, level, &Dispatch::level);
  return found == dispatches.end() ? nullptr : &*found;
}

Terms terms_for(const DistrictLimits& district, Area area) {
  const bool centre = area == Area::city_centre;
  return {.accept = district.accept,
          .arrive = centre ? district.arrive_city_centre : district.arrive_elsewhere,
          .rescue = centre ? district.rescue_city_centre : district.rescue_elsewhere,
          .second_level = district.second_level,
          .first_dispatch = district.first_dispatch};
}

}  // namespace liftguard::rescue
