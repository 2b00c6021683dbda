// A lift's day as a list of steps, so that the same story can be played in other conditions: at another time, rate or
// noise, in a building that stands on its head, through reboots.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/unit/engine/series.hpp"

namespace liftguard::engine::test {

struct Step {
  enum class Kind : std::uint8_t {
    ride,        // somebody boards, rides to `floor` and leaves
    stall,       // the car stops 1.3 m short of it with them, for `seconds`, and then goes on slowly
    shut_doors,  // they arrive, and the door opens only after `seconds`
    press,       // the alarm button at an open door
    wait,
  };
  Kind kind;
  std::size_t floor = 0;  // by its place in `floors`
  double seconds = 0;
};
using Story = std::vector<Step>;

struct Conditions {
  SeriesOptions options;
  bool on_its_head = false;
  std::vector<double> reboots_s;  // since the start, rising
};

// Every event but rides, with its second since the start; every ride with its floors and metres to 0.1 m. Floors and
// metres are those of the building as it was told, whichever way it stands.
struct Told {
  std::vector<std::pair<std::string, double>> events;
  std::vector<std::string> rides;

  [[nodiscard]] std::string names() const;
};
[[nodiscard]] Told play(const Story& story, const Conditions& conditions);

}  // namespace liftguard::engine::test
