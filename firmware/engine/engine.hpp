// The detection engine: (state, timestamped input) -> (state, events). No heap, no clock, no I/O, no globals; one
// thread.
#pragma once

#include <cstdint>
#include <span>

#include "firmware/engine/event.hpp"
#include "firmware/engine/input.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/site.hpp"

namespace liftguard::engine {

class Engine {
 public:
  Engine(const Site& site, const Parameters& parameters);

  // Takes over what was kept before a reboot. Before the first step; `now` is the time of the first input to come.
  void restore(const Kept& kept, Time now);

  // The events of this input, in the order in which they were decided; valid until the next call.
  [[nodiscard]] std::span<const Event> step(const Input& input);

  // No further input will come (the end of a trace): a ride whose end was felt but not yet confirmed is given.
  [[nodiscard]] std::span<const Event> finish();

  // As of the last input. To be made durable together with the events of a step whenever kept_revision() has moved.
  [[nodiscard]] Kept kept() const;
  [[nodiscard]] std::uint32_t kept_revision() const;
};

}  // namespace liftguard::engine
