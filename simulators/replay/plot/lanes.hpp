// The lower part of a plot: a lane a kind of event, rides among them. A mark is where it was reported; with a truth, a
// window is where it had to be.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/trace/truth.hpp"
#include "firmware/engine/event.hpp"
#include "simulators/replay/plot/canvas.hpp"

namespace liftguard::replay {

class Lanes {
 public:
  Lanes(std::span<const engine::Event> events, const trace::Truth* truth);

  [[nodiscard]] double height() const;
  void paint(Canvas& canvas) const;
  // Alarms as pale lines from there down to where the canvas is: the curves over them show what led to each.
  void paint_guides(Canvas& canvas, double top) const;

 private:
  struct Stretch {  // of time: a ride, or a truth's window
    double from_s, to_s;
    bool missing;  // of a truth: nothing was found for it
  };
  struct Mark {
    double t_s;
    bool invented;
  };
  struct Lane {
    std::string_view zh, en, colour, guide;
    bool is_alarm = false;
    std::vector<Mark> marks;
    std::vector<Stretch> rides, windows;
  };

  void take_truth(const trace::Truth& truth, std::span<const engine::Event> events);
  Lane& lane(std::string_view kind);
  void paint_legend(Canvas& canvas) const;
  static void paint_lane(Canvas& canvas, const Lane& lane);
  static void paint_marks(Canvas& canvas, const Lane& lane);
  static void paint_stretches(Canvas& canvas, const Lane& lane);

  std::map<unsigned, Lane> lanes_;  // by the kind's number: alarms first
  bool judged_ = false;
};

}  // namespace liftguard::replay
