// A picture of a replay (SVG): height, speed and pressure, the switches and the occupancy as bands, and a lane a kind
// of event, all over one time axis. With a truth, its windows lie in the lanes, and what is missing or invented is
// told.
//
// It is read at a glance whether the trace lasts a minute or a day: 1280 wide, and never more than about a megabyte.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/trace/truth.hpp"
#include "simulators/replay/plot/columns.hpp"

namespace liftguard::replay {

class Plot {
 public:
  void take(const trace::Row& row, const engine::Engine::Glance& glance) { columns_.take(row, glance); }
  void take(const engine::Event& event) { events_.push_back(event); }
  void floors(std::vector<trace::FloorMark> floors) { floors_ = std::move(floors); }

  // `truth` may be null.
  [[nodiscard]] std::string svg(std::string_view title, const trace::Truth* truth = nullptr) const;

 private:
  Columns columns_;
  std::vector<engine::Event> events_;
  std::vector<trace::FloorMark> floors_;
};

}  // namespace liftguard::replay
