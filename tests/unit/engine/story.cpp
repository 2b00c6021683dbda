#include "tests/unit/engine/story.hpp"

#include <cmath>

namespace liftguard::engine::test {
namespace {

constexpr double kShortOf_m = 1.3;

class Player {
 public:
  explicit Player(const Conditions& conditions)
      : heights_(conditions.options.floors), floor_(conditions.options.start), way_(conditions.on_its_head ? -1 : 1) {}

  void play(Series& car, const Step& step) {
    switch (step.kind) {
      case Step::Kind::ride:
        car.board().wait(2).ride(way_ * leave_for(step.floor)).wait(4).leave().wait(4);
        return;
      case Step::Kind::stall: {
        const double metres = leave_for(step.floor);
        const double rest = metres > 0 ? kShortOf_m : -kShortOf_m;
        car.board().wait(2).ride_and_stall(way_ * (metres - rest)).wait(step.seconds);
        car.creep(way_ * rest, 0.3).wait(4).leave().wait(10);
        return;
      }
      case Step::Kind::shut_doors:
        car.board().wait(2).ride(way_ * leave_for(step.floor)).wait(step.seconds).leave().wait(4);
        return;
      case Step::Kind::press:
        car.set(Switch::door, true).wait(1).press(1.5).wait(1).set(Switch::door, false).wait(8);
        return;
      case Step::Kind::wait:
        car.wait(step.seconds);
        return;
    }
  }

 private:
  double leave_for(std::size_t floor) {
    if (floor == floor_) floor = floor == 0 ? 1 : floor - 1;
    const double metres = heights_[floor] - heights_[floor_];
    floor_ = floor;
    return metres;
  }

  std::vector<double> heights_;
  std::size_t floor_;
  double way_;
};

SeriesOptions turned(SeriesOptions options) {
  const auto floors = options.floors;
  for (std::size_t i = 0; i < floors.size(); ++i) options.floors[i] = floors.back() - floors[floors.size() - 1 - i];
  options.start = floors.size() - 1 - options.start;
  return options;
}

class Teller {
 public:
  explicit Teller(const Conditions& conditions) : conditions_(conditions) {}

  [[nodiscard]] Told tell(const std::vector<Event>& events) const {
    Told told;
    for (const auto& event : events) {
      const double second =
          static_cast<double>(event.at.time_since_epoch().count()) * 1e-6 - conditions_.options.start_s;
      if (!event.ride)
        told.events.emplace_back(name(event.kind), second);
      else
        told.rides.push_back(floor(event.ride->from) + ">" + floor(event.ride->to) + " " + tenths(*event.ride));
    }
    return told;
  }

 private:
  [[nodiscard]] std::string name(EventKind kind) const {
    if (conditions_.on_its_head && kind == EventKind::overtravel_top) kind = EventKind::overtravel_bottom;
    return std::string(find_event(kind)->name);
  }
  [[nodiscard]] std::string floor(const Label& label) const {
    if (label.empty()) return "?";
    const auto number = std::stoul(std::string(label.view()));
    return std::to_string(conditions_.on_its_head ? conditions_.options.floors.size() + 1 - number : number);
  }
  // Rides between floors have the table's length; others are measured.
  [[nodiscard]] std::string tenths(const Ride& ride) const {
    const double metres = static_cast<double>(*ride.metres) * (conditions_.on_its_head ? -1 : 1);
    if (!ride.from.empty() && !ride.to.empty()) return std::to_string(std::lround(10 * metres));
    return metres > 0 ? "up" : "down";
  }

  const Conditions& conditions_;
};

}  // namespace

std::string Told::names() const {
  std::string text;
  for (const auto& [name, second] : events) text.append(text.empty() ? "" : " ").append(name);
  return text;
}

Told play(const Story& story, const Conditions& conditions) {
  Series car(conditions.on_its_head ? turned(conditions.options) : conditions.options);
  std::size_t reboots = 0;
  car.on_every_sample([&](Series& at) {
    if (reboots == conditions.reboots_s.size()) return;
    if (at.now_s() - conditions.options.start_s < conditions.reboots_s[reboots]) return;
    ++reboots;
    at.reboot();
  });
  Player player(conditions);
  for (const auto& step : story) player.play(car, step);
  car.finish();
  return Teller(conditions).tell(car.events());
}

}  // namespace liftguard::engine::test
