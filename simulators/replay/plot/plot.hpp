// A picture of a replay (SVG): height, speed, pressure, the switches and occupancy as bands, events as marks, all over
// one time axis.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/trace/row.hpp"
#include "common/trace/truth.hpp"
#include "firmware/engine/engine.hpp"

namespace liftguard::replay {

class Plot {
 public:
  void take(const trace::Row& row, const engine::Engine::Glance& glance);
  void take(const engine::Event& event) { events_.push_back(event); }
  void floors(const std::vector<trace::FloorMark>&) {}
  [[nodiscard]] std::string svg(std::string_view title, const trace::Truth* truth = nullptr) const;

  // One column of the picture: what was seen since the one before.
  struct Moment {
    double t_s = 0;
    std::optional<double> height_m, speed_mps, pressure_pa;
    std::optional<bool> door, zone, presence, button, mains, inspection;
    engine::Occupancy occupancy = engine::Occupancy::unknown;
  };

 private:
  void thin_out();

  Moment last_;
  std::vector<Moment> moments_;
  double every_s_ = 0;  // grows, so that a day fits as well as a minute
  std::vector<engine::Event> events_;
};

}  // namespace liftguard::replay
