// DV-8, DV-9 and DV-17: what the lines of the panel must give.
#pragma once

#include "simulators/lift/witness/expectations.hpp"
#include "simulators/lift/witness/scene.hpp"

namespace liftguard::lift {

class SwitchWatch {
 public:
  void watch(const Scene& scene, Expectations& expectations);

 private:
  void watch_button(const Scene& scene, Expectations& expectations);
  void watch_mains(const Scene& scene, Expectations& expectations);
  void watch_inspection(const Scene& scene, Expectations& expectations);

  Held pressed_;
  bool press_told_ = false;
  Held dark_, lit_;
  bool lost_told_ = false;
  bool inspected_ = false;
};

}  // namespace liftguard::lift
