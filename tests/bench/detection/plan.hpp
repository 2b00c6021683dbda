// Which days are played.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tests/bench/detection/day.hpp"

namespace liftguard::bench {

// Seeds from here on are the bench's own: tests and whoever tunes the engine play those below.
inline constexpr std::uint64_t kFirstSeed = 1001;

// A box with all its sensors must find everything; one that lacks some does its best (DV-1).
enum class Box : std::uint8_t { whole = 0, partial = 1 };
[[nodiscard]] Box box_of(const lift::Scenario& scenario);

// Of one scenario, seeds from `first_seed` on.
struct Stretch {
  std::string_view scenario;
  std::uint64_t first_seed = 1;
  std::uint64_t days = 1;
};

struct FullPlan {
  std::uint64_t first_seed = kFirstSeed;
  std::uint64_t city_days = 1000;
};

// As it stands, at least 1,000 simulated days with at least 500 entrapments: dense days, ten of every other scenario,
// and then the city days, so that a run that is interrupted has seen every kind of mishap.
[[nodiscard]] std::vector<Stretch> full_plan(const FullPlan& plan);
// Dense days for a minute, and one trace of every partial box.
[[nodiscard]] std::vector<Stretch> quick_plan(std::uint64_t first_seed);
// What docs/detection.md shows and a test recomputes: small, and always the same.
[[nodiscard]] std::vector<Stretch> sample_plan();

// What was played to its end, where a run was interrupted less than was planned.
[[nodiscard]] std::vector<Stretch> stretches_of(std::span<const DayResult> days);

// In the order in which they are to be begun. Throws for a scenario that there is not.
[[nodiscard]] std::vector<DayPlan> days_of(const std::vector<Stretch>& stretches);

}  // namespace liftguard::bench
