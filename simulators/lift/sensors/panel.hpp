// The lines that the box reads off the lift's own wiring: alarm button, mains, inspection switch (检修).
#pragma once

namespace liftguard::lift {

struct Panel {
  bool button = false;
  bool mains = true;
  bool inspection = false;
};

}  // namespace liftguard::lift
