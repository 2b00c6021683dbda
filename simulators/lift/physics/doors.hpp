// The car door: one leaf that opens, stays and closes. 0 is fully closed and locked; anything else is not.
#pragma once

#include <cstdint>

namespace liftguard::lift {

struct DoorTimes {
  double open_s = 2.0;   // from locked to fully open
  double close_s = 2.6;  // from fully open to locked
};

class Doors {
 public:
  // What the leaf did at the last advance: door gear thumps and the air moves at these instants.
  enum class Moment : std::uint8_t { none = 0, unlocked = 1, fully_open = 2, closing = 3, locked = 4 };

  explicit Doors(const DoorTimes& times) : times_(times) {}

  void open() { goal_ = Goal::open; }  // also turns a closing leaf (a hand between, the light curtain)
  void close() { goal_ = Goal::closed; }
  void advance(double dt_s);

  [[nodiscard]] double opening() const { return opening_; }  // 0 locked .. 1 fully open
  [[nodiscard]] bool locked() const { return opening_ <= 0; }
  [[nodiscard]] bool wide() const { return opening_ >= kPassable; }  // somebody fits through
  [[nodiscard]] bool fully_open() const { return opening_ >= 1; }
  [[nodiscard]] Moment moment() const { return moment_; }

 private:
  enum class Goal : std::uint8_t { closed = 0, open = 1 };
  static constexpr double kPassable = 0.6;

  DoorTimes times_;
  Goal goal_ = Goal::closed;
  double opening_ = 0;
  bool was_closing_ = false;
  Moment moment_ = Moment::none;
};

}  // namespace liftguard::lift
