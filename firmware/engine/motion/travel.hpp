// A movement between two standstills, of any length: what motion hands to floors, rides and entrapment.
#pragma once

#include "firmware/engine/event.hpp"
#include "firmware/engine/input.hpp"

namespace liftguard::engine {

struct Travel {
  Time start, end;
  float metres;    // positive upward
  float variance;  // of metres
  float peak_speed_mps;
  RideBasis basis;
  bool whole = true;  // from a sure standstill; else its beginning was not seen, and metres mean nothing
};

// What other sensors say to motion.
struct Surroundings {
  bool door_open_in_zone = false;  // then the car stands
  bool in_zone = false;            // by the switch
  bool zone_known = false;
  bool in_a_car = false;  // the box has a door or a zone switch: nobody carries it up the stairs
};

}  // namespace liftguard::engine
