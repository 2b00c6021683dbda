#include "simulators/lift/witness/switch_watch.hpp"

namespace liftguard::lift {
namespace {

constexpr double kDwell_s = 1.0;  // of a press and of the mains
constexpr double kHair_s = 0.06;  // some samples
constexpr double kLatency_s = 3.0;

Window window_after(double seconds) {
  return {seconds - 0.1, seconds + kLatency_s};
}

}  // namespace

void SwitchWatch::watch(const Scene& scene, Expectations& expectations) {
  if (scene.told(Part::button)) watch_button(scene, expectations);
  if (scene.told(Part::mains)) watch_mains(scene, expectations);
  if (scene.told(Part::inspection)) watch_inspection(scene, expectations);
}

void SwitchWatch::watch_button(const Scene& scene, Expectations& expectations) {
  if (!scene.button && !press_told_ && pressed_.for_at_least(kDwell_s - kHair_s, scene.time_s)) {
    expectations.doubt(EventKind::alarm_button, scene.time_s, "pressed for about 1 s");
  }
  pressed_.note(scene.button, scene.time_s);
  if (!scene.button) press_told_ = false;
  if (press_told_ || !pressed_.for_at_least(kDwell_s + kHair_s, scene.time_s)) return;
  press_told_ = true;
  expectations.expect(EventKind::alarm_button, window_after(*pressed_.since_s + kDwell_s));
}

void SwitchWatch::watch_mains(const Scene& scene, Expectations& expectations) {
  if (scene.mains && !lost_told_ && dark_.for_at_least(kDwell_s - kHair_s, scene.time_s)) {
    expectations.doubt(EventKind::mains_lost, scene.time_s, "gone for about 1 s");
  }
  dark_.note(!scene.mains, scene.time_s);
  lit_.note(scene.mains, scene.time_s);
  if (!lost_told_ && dark_.for_at_least(kDwell_s + kHair_s, scene.time_s)) {
    lost_told_ = true;
    expectations.expect(EventKind::mains_lost, window_after(*dark_.since_s + kDwell_s));
  }
  if (lost_told_ && lit_.for_at_least(kDwell_s + kHair_s, scene.time_s)) {
    lost_told_ = false;
    expectations.expect(EventKind::mains_restored, window_after(*lit_.since_s + kDwell_s));
  }
}

void SwitchWatch::watch_inspection(const Scene& scene, Expectations& expectations) {
  if (scene.inspection == inspected_) return;
  inspected_ = scene.inspection;
  expectations.expect(inspected_ ? EventKind::inspection_on : EventKind::inspection_off, window_after(scene.time_s));
}

}  // namespace liftguard::lift
