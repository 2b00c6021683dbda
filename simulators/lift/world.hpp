// The physical world of one lift, tick by tick: car, doors, people, air, and the sensors that look at them.
//
// Time is simulated, in seconds since the world began, and moves by step() alone. One thread. The parts are open to the
// stories that play in it; what crosses to a box are the rows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "common/trace/row.hpp"
#include "simulators/lift/physics/car.hpp"
#include "simulators/lift/physics/climate.hpp"
#include "simulators/lift/physics/doors.hpp"
#include "simulators/lift/physics/passengers.hpp"
#include "simulators/lift/sensors/accelerometer.hpp"
#include "simulators/lift/sensors/barometer.hpp"
#include "simulators/lift/sensors/panel.hpp"
#include "simulators/lift/sensors/presence.hpp"
#include "simulators/lift/sensors/wiring.hpp"
#include "simulators/lift/setting.hpp"
#include "simulators/lift/story/timeline.hpp"

namespace liftguard::lift {

// Who hears of an entrapment before any sensor does: the ledger of the kill tests.
class Announcer {
 public:
  virtual ~Announcer() = default;
  virtual void trapped(std::int64_t standstill_ms) = 0;  // before the first row that shows it
  virtual void freed(std::int64_t now_ms) = 0;           // before the first row in which people leave
};

// What the rescuers of a live world were told from outside; a story looks when it suits it.
struct Orders {
  bool free = false;  // open the door now; taken back by the rescue
  bool calm = false;  // nobody is trapped any more
};

enum class Cells : std::uint8_t { new_ones = 0, every_one = 1 };

class World {
 public:
  explicit World(const Setting& setting);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // One tick of about 1/rate seconds: physics, then the story, then the sensors; row() is of that instant.
  void step();
  [[nodiscard]] trace::Row row(Cells cells);  // once a step
  [[nodiscard]] trace::TraceHeader header() const;

  [[nodiscard]] double now_s() const { return timeline.now_s(); }
  [[nodiscard]] std::int64_t now_us() const { return now_us_; }            // by the box's clock
  [[nodiscard]] std::optional<std::size_t> zone() const { return zone_; }  // whose zone the car is in
  // What a story awaits.
  [[nodiscard]] Timeline::Pause next_tick() { return timeline.next_tick(); }
  [[nodiscard]] Timeline::Pause pass(double seconds) { return timeline.pass(seconds); }
  [[nodiscard]] Timeline::Pause pass(Range seconds) { return timeline.pass(chance.uniform(seconds)); }
  [[nodiscard]] Timeline::Pause pass(double low_s, double high_s) { return pass(Range{low_s, high_s}); }

  [[nodiscard]] Doorway doorway() const { return {doors.wide(), zone().has_value()}; }

  const Setting setting;
  Timeline timeline;
  Random chance;  // the stories' own
  Car car;
  Doors doors;
  Passengers passengers;
  Panel panel;
  Climate climate;
  Barometer barometer;
  Accelerometer accelerometer;
  PresenceSensor presence;
  Wiring wiring;
  Orders orders;
  Announcer* announcer = nullptr;

 private:
  void find_zone(double height_before_m);
  void feel_doors();
  void feel_stop(bool was_moving, double acceleration_before);
  void sense(bool was_moving);
  void note_switches();
  void leave_out_what_is_missing(trace::Row& row) const;

  struct SwitchStates {
    bool door = false, zone = false, presence = false, button = false, mains = false, inspection = false;
    bool operator==(const SwitchStates&) const = default;
  };
  struct Fresh {  // which cells of the row carry something new
    bool pressure = true, switches = true, temperature = true;
  };

  double next_time_s();

  std::int64_t ticks_ = 0;
  double time_s_ = 0;
  std::int64_t now_us_ = 0;
  std::optional<std::size_t> zone_;
  Random clock_;
  Random body_;  // how door gear, ropes and brake shake the car
  Shakes gear_;
  std::array<double, 3> acceleration_{};
  double pressure_ = 0;
  SwitchStates switches_;
  Fresh fresh_;
  std::int64_t ticks_a_pressure_, ticks_a_repeat_, ticks_a_temperature_;
};

}  // namespace liftguard::lift
