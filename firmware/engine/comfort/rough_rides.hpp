// Rough rides (DV-16): how far the car sways while it runs, by ISO 18738-1, on how many of the last ten rides.
//
// Each horizontal axis is band-limited to 0.3-10 Hz, and the greater of the two A95 counts. Sampling that is too slow
// to carry 10 Hz says nothing of a ride; neither does one that was not felt.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>

#include "firmware/engine/comfort/peak_to_peak.hpp"
#include "firmware/engine/comfort/sway_filter.hpp"
#include "firmware/engine/dwell.hpp"
#include "firmware/engine/event_list.hpp"
#include "firmware/engine/input.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/parameters.hpp"

namespace liftguard::engine {

class Explanation;

class RoughRides {
 public:
  // Every sample in its physical range from when a departure is felt to the standstill; `speed_mps` without direction.
  void take(Time at, const Acceleration& sample, float speed_mps);
  void stands() { forget_ride(); }  // whatever was felt since the last ride belongs to none
  void ride_ended(Time now, const Parameters& parameters, EventList& events);
  void interrupted() { last_.reset(); }

  [[nodiscard]] ReportedBits reported() const { return reported_bit(Reported::rough_ride, reported_.fired()); }
  void keep(Kept& kept) const;
  void restore(const Kept& kept);

  // Of the ride under way, m/s² peak to peak; nullopt while there is too little of it or the sampling is too slow.
  [[nodiscard]] std::optional<float> a95() const;

  void explain(const Parameters& parameters, Explanation& out) const;

 private:
  static constexpr unsigned kLastTen = 0x3FF;
  [[nodiscard]] float rough_of_ten() const { return static_cast<float>(std::popcount(rough_)); }
  [[nodiscard]] bool often(const Parameters& parameters) const {
    return rough_of_ten() >= parameters.rough_rides_count;
  }
  void forget_ride();

  std::optional<Time> last_;
  SwayBand band_;
  std::array<SwayFilter, 2> filters_;  // x, y
  std::array<PeakToPeak, 2> swings_;
  float felt_s_ = 0;
  std::uint32_t felt_samples_ = 0;
  std::uint16_t rough_ = 0;  // a bit a ride, the last one lowest
  Once reported_;
};

}  // namespace liftguard::engine
