// What several devices gave in one turn, put into the one order that the engine is fed in: by time, and for equal times
// as trace rows are (switches door, zone, presence, button, mains, inspection; temperature, pressure, acceleration).
// Readings of one kind and time keep the order in which they came. Times never fall from one turn to the next.
#pragma once

#include <functional>
#include <vector>

#include "firmware/engine/input.hpp"

namespace liftguard::port {

class Batch {
 public:
  void add(engine::Time at, engine::Reading reading) { inputs_.push_back({at, reading}); }
  [[nodiscard]] bool empty() const { return inputs_.empty(); }

  // Hands all over and is empty again.
  void flush(const std::function<void(const engine::Input&)>& take);

 private:
  std::vector<engine::Input> inputs_;
  engine::Time last_ = engine::Time::min();
};

}  // namespace liftguard::port
