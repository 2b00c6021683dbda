// Identify: the box's light blinks and its log says so, for as long as was asked.
#pragma once

#include <chrono>
#include <optional>

#include "common/base/clock.hpp"
#include "firmware/monitor/commands/indicator.hpp"
#include "firmware/monitor/commands/judge.hpp"

namespace liftguard::monitor {

// One thread.
class Identifying {
 public:
  // `indicator`: null where the box has none; the log alone tells then. It must outlive this.
  Identifying(Indicator* indicator, const SteadyClock& clock) : indicator_(indicator), clock_(clock) {}

  // Again before the end: the later end counts. Throws std::system_error; then nothing has begun.
  [[nodiscard]] Answer begin(const wire::Identify& identify);

  // To be called about once a second: each call changes the light. Throws std::system_error.
  void step();

  // What the light says while nobody looks for this box: that alarms wait for their confirmation (A12). To be called
  // about once a second: a light that did not take it is tried again. Throws std::system_error.
  void say_unconfirmed(bool on);

  [[nodiscard]] bool under_way() const { return until_.has_value(); }

 private:
  void show(bool on);

  Indicator* indicator_;
  const SteadyClock& clock_;
  std::optional<SteadyTime> until_;
  bool lit_ = false;  // as the light has taken it
  bool unconfirmed_ = false;
};

}  // namespace liftguard::monitor
