// The six switches as last heard.
#pragma once

#include <array>

#include "firmware/engine/input.hpp"
#include "firmware/engine/scene.hpp"

namespace liftguard::engine {

class Panel {
 public:
  // True if that changed the switch (its first word counts as a change).
  bool hear(Switch which, bool on, Time now) {
    auto& view = views_[static_cast<std::size_t>(which)];
    if (view.known && view.on == on) return false;
    view = {true, on, now};
    return true;
  }
  void lose(Switch which) { views_[static_cast<std::size_t>(which)] = {}; }
  // What it was before a reboot: until the switch says otherwise, it has been so since then.
  void recall(Switch which, bool on, Time since) { views_[static_cast<std::size_t>(which)] = {true, on, since}; }
  [[nodiscard]] const SwitchView& operator[](Switch which) const { return views_[static_cast<std::size_t>(which)]; }

 private:
  std::array<SwitchView, kSwitches> views_{};
};

}  // namespace liftguard::engine
