// A trace row as engine inputs, in the one order that counts for equal times: switches first (door, zone, presence,
// button, mains, inspection), then temperature, pressure, acceleration; a row of nothing is a Tick.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "common/base/result.hpp"
#include "common/trace/row.hpp"
#include "firmware/engine/input.hpp"
#include "firmware/engine/site.hpp"

namespace liftguard::port {

class RowInputs {
 public:
  explicit RowInputs(const trace::Row& row);
  [[nodiscard]] std::span<const engine::Input> inputs() const& { return {list_.data(), count_}; }
  void inputs() const&& = delete;  // they lie in this object

 private:
  void add(engine::Time at, engine::Reading reading);

  std::array<engine::Input, engine::kSensors> list_{};
  std::size_t count_ = 0;
};

// Floors, rated speed and sensors of a trace's header (a sensor exists where its column does; acceleration needs all
// three). Refusal "bad_site": too many floors, a label of more than 7 bytes, an unknown start floor.
[[nodiscard]] Result<engine::Site> site_of(const trace::TraceHeader& header);

}  // namespace liftguard::port
