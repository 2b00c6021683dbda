// A car, told step by step, and what the engine makes of it:
//
//   Series car;
//   car.board().ride(9.0).arrive_and_open();
//   car.board().ride_and_stall(7.3).wait(60);
//   CHECK(car.times("trapped") == ...);
//
// Everything is seen through the engine's one entry; sensors speak at `rate_hz`, switches repeat every half second.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/engine/engine.hpp"

namespace liftguard::engine::test {

struct SeriesOptions {
  double rate_hz = 100;
  double noise = 0.02;          // m/s², one deviation
  double pressure_noise = 0.5;  // Pa
  double bias = 0.02;           // m/s²
  double weather_pa_per_h = 0;
  unsigned seed = 1;
  SensorSet sensors = SensorSet::all();
  std::vector<double> floors{0, 4.5, 7.5, 10.5, 13.5, 16.5, 19.5};  // labels 1, 2, 3, ...
  bool tell_floors = true;
  bool say_start = true;  // of a given table
  std::size_t start = 0;
  double rated_speed = 1.6;
  double start_s = 0;
  std::function<bool(Input&)> spoil = [](Input&) { return true; };  // from the first sample on; see Series::spoil
};

[[nodiscard]] SeriesOptions tall();  // 27 floors, 3 m apart, 2.5 m/s

class Series {
 public:
  explicit Series(const SeriesOptions& options = {}, const Parameters& parameters = {});

  Series& wait(double seconds);
  Series& set(Switch which, bool on);
  Series& say(const Reading& reading);  // one input at this instant
  Series& press(double seconds);        // the alarm button

  Series& ride(double metres, double speed = 1.5);  // from zone to zone
  Series& ride_and_stall(double metres);            // stops with a brake, outside every zone
  Series& creep(double metres, double speed);       // hand winding
  Series& open(double seconds);                     // door open, shut again
  Series& board();                                  // opens, somebody comes in (presence till the door has shut), shuts
  Series& leave();                                  // opens, they walk out, shuts 3 s after the last was seen

  // Cuts the power for no time at all: a new engine goes on from what was kept.
  Series& reboot();
  Series& on_every_sample(std::function<void(Series&)> what);  // after the sample; not called while it runs
  void finish();

  [[nodiscard]] double now_s() const { return static_cast<double>(now_us_) * 1e-6; }
  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  [[nodiscard]] std::vector<double> times(std::string_view name) const;  // s
  [[nodiscard]] std::vector<Event> all(std::string_view name) const;
  [[nodiscard]] std::string names() const;  // of all but rides, in order, with blanks between
  [[nodiscard]] Engine& engine() { return *engine_; }
  [[nodiscard]] double height() const { return height_; }
  [[nodiscard]] double speed() const { return velocity_; }

  // A disturbance on top of what the car does, in m/s² and Pa, as a function of time in s.
  std::function<double(double)> shake = [](double) { return 0.0; };
  std::function<double(double)> sway = [](double) { return 0.0; };  // along y, while the car runs
  std::function<double(double)> gust = [](double) { return 0.0; };
  // Changes an input before the engine sees it; false: it never comes.
  std::function<bool(Input&)> spoil = [](Input&) { return true; };

 private:
  void step_to(double seconds, const std::function<double(double)>& acceleration);
  void sample(double acceleration);
  void feed(const Reading& reading);
  void move(double metres, double speed, double last_deceleration);

  SeriesOptions options_;
  Parameters parameters_;
  Site site_;
  std::unique_ptr<Engine> engine_;
  std::mt19937 random_;
  std::int64_t now_us_ = 0;
  double height_ = 0, velocity_ = 0;
  bool zone_follows_ = true;  // the zone switch goes by height
  std::optional<bool> states_[kSwitches];
  std::int64_t repeated_us_ = 0;
  std::vector<Event> events_;
  std::function<void(Series&)> every_sample_;
  bool in_hook_ = false;
};

}  // namespace liftguard::engine::test
