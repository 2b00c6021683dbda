// What a box may announce to the people in its car, and when it is told.
//
// The box is told what holds now, not what has happened: the furthest step that stands. So a step that was taken back
// before it was told is never announced, one that was taken back afterwards is replaced by what is true again, and
// steps that follow one another faster than they can be told are one piece of news. Told once in a session of the box,
// and anew in the next one while the episode is open: the box keeps no news over a restart.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "common/base/clock.hpp"
#include "common/rescue/rules.hpp"
#include "common/wire/down.hpp"

namespace liftguard::gateway::news {

// A box that gets news later than this is about to be told anew anyway.
inline constexpr Milliseconds kNewsHolds = std::chrono::minutes{10};

// One connection of a box. A box that is not there has none.
struct BoxSession {
  std::uint64_t boot = 0;
  std::uint64_t session = 0;

  bool operator==(const BoxSession&) const = default;
};

struct Told {
  rescue::Step step = rescue::Step::dispatched;
  BoxSession in{};
};

// The step that is to be told now; none: there is nothing (new) to tell, or nobody to tell it to.
[[nodiscard]] std::optional<rescue::Step> step_to_tell(const std::optional<rescue::Help>& help,
                                                       const std::optional<BoxSession>& there,
                                                       const std::optional<Told>& told);

// None for steps that are nobody's on the way: received, rescued.
[[nodiscard]] std::optional<wire::RescueStep> on_the_wire(rescue::Step step);

}  // namespace liftguard::gateway::news
