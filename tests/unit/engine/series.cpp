#include "tests/unit/engine/series.hpp"

#include <algorithm>
#include <cmath>

#include "firmware/engine/units.hpp"

namespace liftguard::engine::test {
namespace {

constexpr double kZoneHalf_m = 0.15;
constexpr double kGround_pa = 101'000;
constexpr double kPascalsPerMetre = 11.8;
constexpr double kJerk = 1.5, kAcceleration = 0.8;

// A change of speed with a jerk limit: half sines up and down, as smooth as a modern lift's.
struct Ramp {
  double seconds, peak;
  [[nodiscard]] double at(double t) const {
    return t < 0 || t > seconds ? 0 : peak * 0.5 * (1 - std::cos(2 * M_PI * t / seconds));
  }
};
Ramp ramp(double change) {
  const double seconds = std::max(2 * std::abs(change) / kAcceleration, std::sqrt(2 * M_PI * std::abs(change) / kJerk));
  return {seconds, 2 * change / seconds};
}

}  // namespace

SeriesOptions tall() {
  SeriesOptions options;
  options.rated_speed = 2.5;
  options.floors.clear();
  for (int i = 0; i < 27; ++i) options.floors.push_back(3.0 * i);
  return options;
}

Series::Series(const SeriesOptions& options, const Parameters& parameters)
    : options_(options), parameters_(parameters), random_(options.seed) {
  site_.sensors = options.sensors;
  site_.rated_speed_mps = static_cast<float>(options.rated_speed);
  if (options.tell_floors) {
    for (const double height : options.floors) {
      const auto label = std::to_string(site_.floor_count + 1);
      site_.floors[site_.floor_count++] = {Label(label), static_cast<float>(height)};
    }
    if (options.say_start) site_.start_floor = site_.floors[options.start].label;
  }
  spoil = options.spoil;
  now_us_ = std::llround(options.start_s * 1e6);
  height_ = options.floors[options.start];
  engine_ = std::make_unique<Engine>(site_, parameters_);
  for (const auto which : {Switch::door, Switch::presence, Switch::button, Switch::inspection})
    states_[static_cast<std::size_t>(which)] = false;
  states_[static_cast<std::size_t>(Switch::mains)] = true;
  states_[static_cast<std::size_t>(Switch::zone)] = true;
  repeated_us_ = now_us_ - 1'000'000;
  wait(5);
}

Series& Series::wait(double seconds) {
  step_to(seconds, [](double) { return 0.0; });
  return *this;
}

Series& Series::set(Switch which, bool on) {
  states_[static_cast<std::size_t>(which)] = on;
  feed(SwitchReading{which, on});
  return *this;
}

Series& Series::say(const Reading& reading) {
  feed(reading);
  return *this;
}

Series& Series::press(double seconds) {
  return set(Switch::button, true).wait(seconds).set(Switch::button, false);
}

Series& Series::ride(double metres, double speed) {
  move(metres, speed, 0);
  return *this;
}

Series& Series::ride_and_stall(double metres) {
  move(metres, 1.5, 2.0);
  return *this;
}

Series& Series::creep(double metres, double speed) {
  move(metres, speed, 0);
  return *this;
}

Series& Series::open(double seconds) {
  return set(Switch::door, true).wait(seconds).set(Switch::door, false);
}

Series& Series::board() {
  set(Switch::door, true).wait(2.5).set(Switch::presence, true).wait(3).set(Switch::door, false).wait(1);
  return set(Switch::presence, false).wait(1);
}

Series& Series::leave() {
  set(Switch::door, true).set(Switch::presence, true).wait(3).set(Switch::presence, false);
  return wait(3).set(Switch::door, false).wait(1);
}

Series& Series::reboot() {
  std::array<std::uint8_t, Kept::kMaxEncoded> bytes{};
  const auto size = encode(engine_->kept(), bytes);
  Kept kept;
  if (!decode(std::span(bytes).first(size), kept)) throw std::runtime_error("kept state does not come back");
  engine_ = std::make_unique<Engine>(site_, parameters_);
  engine_->restore(kept, Time{Duration{now_us_}});
  return *this;
}

Series& Series::on_every_sample(std::function<void(Series&)> what) {
  every_sample_ = std::move(what);
  return *this;
}

void Series::finish() {
  for (const auto& event : engine_->finish()) events_.push_back(event);
}

std::vector<double> Series::times(std::string_view name) const {
  std::vector<double> list;
  for (const auto& event : all(name)) list.push_back(static_cast<double>(event.at.time_since_epoch().count()) * 1e-6);
  return list;
}

std::vector<Event> Series::all(std::string_view name) const {
  std::vector<Event> list;
  for (const auto& event : events_)
    if (find_event(event.kind)->name == name) list.push_back(event);
  return list;
}

std::string Series::names() const {
  std::string text;
  for (const auto& event : events_)
    if (event.kind != EventKind::ride) text.append(text.empty() ? "" : " ").append(find_event(event.kind)->name);
  return text;
}

void Series::step_to(double seconds, const std::function<double(double)>& acceleration) {
  const auto step = static_cast<std::int64_t>(std::llround(1e6 / options_.rate_hz));
  const std::int64_t begin = now_us_, end = now_us_ + std::llround(seconds * 1e6);
  while (now_us_ < end) {
    const auto by = std::min(step, end - now_us_);
    now_us_ += by;
    const double a = acceleration(static_cast<double>(now_us_ - begin) * 1e-6);
    const double dt = static_cast<double>(by) * 1e-6;
    height_ += velocity_ * dt + 0.5 * a * dt * dt;
    velocity_ += a * dt;
    sample(a);
  }
}

void Series::sample(double acceleration) {
  const double t = now_s();
  if (zone_follows_) {
    const bool in_zone = std::any_of(options_.floors.begin(), options_.floors.end(),
                                     [&](double floor) { return std::abs(floor - height_) < kZoneHalf_m; });
    if (states_[1] != in_zone) set(Switch::zone, in_zone);
  }
  if (now_us_ - repeated_us_ >= 500'000) {
    repeated_us_ = now_us_;
    for (std::size_t i = 0; i < kSwitches; ++i) feed(SwitchReading{static_cast<Switch>(i), *states_[i]});
    feed(Temperature{22});
  }
  std::normal_distribution<double> normal;
  const double pressure = kGround_pa - kPascalsPerMetre * height_ + options_.weather_pa_per_h * t / 3600 + gust(t) +
                          options_.pressure_noise * normal(random_);
  feed(Pressure{static_cast<float>(pressure)});
  const double z = kGravity + acceleration + options_.bias + shake(t) + options_.noise * normal(random_);
  const double y = velocity_ != 0 ? sway(t) : 0.0;
  feed(
      Acceleration{static_cast<float>(options_.noise * normal(random_)), static_cast<float>(y), static_cast<float>(z)});
  if (!every_sample_ || in_hook_) return;
  in_hook_ = true;
  every_sample_(*this);
  in_hook_ = false;
}

void Series::feed(const Reading& reading) {
  Input input{Time{Duration{now_us_}}, reading};
  if (!options_.sensors.has(Sensor::acceleration) && std::holds_alternative<Acceleration>(reading)) return;
  if (!options_.sensors.has(Sensor::pressure) && std::holds_alternative<Pressure>(reading)) return;
  if (!spoil(input)) return;
  for (const auto& event : engine_->step(input)) events_.push_back(event);
}

// Up to speed, cruise, and down again; `last_deceleration` above 0: with the brake instead, at once.
void Series::move(double metres, double speed, double last_deceleration) {
  const double way = metres < 0 ? -1 : 1;
  const double length = std::abs(metres);
  // A ramp to v takes v * seconds / 2 metres; halve the speed until both fit.
  while (speed * ramp(speed).seconds > length) speed *= 0.9;
  const auto start = ramp(way * speed);
  const double stop_s = last_deceleration > 0 ? speed / last_deceleration : start.seconds;
  const double cruise_s = (length - 0.5 * speed * start.seconds - 0.5 * speed * stop_s) / speed;
  const double target = height_ + metres;
  step_to(start.seconds + cruise_s + stop_s, [&](double t) {
    if (t <= start.seconds) return start.at(t);
    const double left = t - start.seconds - cruise_s;
    if (left <= 0) return 0.0;
    return last_deceleration > 0 ? -way * last_deceleration : -start.at(left);
  });
  velocity_ = 0;  // what the steps' rounding has left
  height_ = target;
  wait(0.01);
}

}  // namespace liftguard::engine::test
