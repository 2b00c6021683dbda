// A condition with the time since when it holds. Every rule of the engine is a plain predicate and one of these.
#pragma once

#include <optional>

#include "firmware/engine/input.hpp"

namespace liftguard::engine {

class Dwell {
 public:
  void update(bool holds, Time now) {
    if (!holds)
      since_.reset();
    else if (!since_)
      since_ = now;
  }
  void begin(Time since) { since_ = since; }
  void reset() { since_.reset(); }

  [[nodiscard]] bool holds() const { return since_.has_value(); }
  [[nodiscard]] bool held(Time now, Duration at_least) const { return since_ && now - *since_ >= at_least; }
  [[nodiscard]] std::optional<Time> since() const { return since_; }

 private:
  std::optional<Time> since_;
};

// Reports a lasting condition once: armed again when it has ended.
class Once {
 public:
  [[nodiscard]] bool fire(bool due) {
    const bool now = due && !fired_;
    fired_ = fired_ || due;
    return now;
  }
  void rearm() { fired_ = false; }
  void assume_fired() { fired_ = true; }
  [[nodiscard]] bool fired() const { return fired_; }

 private:
  bool fired_ = false;
};

}  // namespace liftguard::engine
