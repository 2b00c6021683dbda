#include "simulators/lift/witness/roughness_watch.hpp"

#include <algorithm>
#include <cmath>

namespace liftguard::lift {
namespace {

constexpr double kRough = 0.40;  // m/s², peak to peak
constexpr double kHair = 0.08;   // what noise and rail joints may add or take
constexpr std::size_t kOf = 10;
constexpr std::ptrdiff_t kRides = 3;
constexpr double kLatency_s = 8;  // after the ride's end

}  // namespace

void RoughnessWatch::watch(const Scene& scene, const std::optional<EndedRide>& ride, Expectations& expectations) {
  if (!ride || !scene.told(Part::acceleration)) return;
  const double peak_to_peak = 2 * ride->sway;
  if (std::abs(peak_to_peak - kRough) < kHair) {
    expectations.doubt(EventKind::rough_ride, scene.time_s, "shaken by about 0.40 m/s²");
  }
  rough_.push_back(peak_to_peak > kRough);
  if (rough_.size() > kOf) rough_.pop_front();
  if (std::count(rough_.begin(), rough_.end(), true) < kRides) {
    told_ = false;
    return;
  }
  if (told_) return;
  told_ = true;
  expectations.expect(EventKind::rough_ride, {ride->end_s - 0.2, ride->end_s + kLatency_s});
}

}  // namespace liftguard::lift
