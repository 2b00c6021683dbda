// A clip (DV-20) as a trace file: the same inputs to the last bit, with the engine's state in the header. Replayed, it
// gives the clip's event again.
#pragma once

#include <string>
#include <vector>

#include "firmware/clip/unpack.hpp"

namespace liftguard::replay {

struct ClipTrace {
  std::string text;  // the whole NAME.csv; its times count from the state
  // What a trace has no place for, a sentence each: parameters that were not the default (as --set takes them), orders
  // of the gateway.
  std::vector<std::string> lacks;
};

[[nodiscard]] ClipTrace trace_of(const clip::Clip& clip);

}  // namespace liftguard::replay
