#include "firmware/engine/floors/floor_guess.hpp"

#include <algorithm>

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kDecided = 12.0F;    // the second best is e^6 times less likely
constexpr float kPlausible = 16.0F;  // four deviations
constexpr float kFarthest = 25.0F;   // five deviations: out of the question

}  // namespace

void FloorGuess::anywhere(std::size_t floors) {
  first_ = 0;
  end_ = floors < misfit_.size() ? floors : misfit_.size();
  for (std::size_t i = first_; i < end_; ++i) misfit_[i] = 0;
  sum_up();
}

// Levels rise: what is not too far lies side by side.
void FloorGuess::near(Levels levels, float height_m, float variance_m2) {
  const auto misfit = [&](const Floor& floor) { return squared(floor.height_m - height_m) / variance_m2; };
  const auto too_low = [&](const Floor& floor) { return floor.height_m < height_m && !(misfit(floor) < kFarthest); };
  first_ = static_cast<std::size_t>(std::partition_point(levels.begin(), levels.end(), too_low) - levels.begin());
  for (end_ = first_; end_ < levels.size(); ++end_) {
    misfit_[end_] = misfit(levels[end_]);
    if (!(misfit_[end_] < kFarthest)) break;
  }
  sum_up();
}

// For each floor the departures that such a ride can have had lie side by side, and move up with it.
void FloorGuess::ride(Levels levels, float metres, float variance_m2) {
  std::array<float, Site::kMaxFloors> reached;
  const float farthest = kFarthest * variance_m2;
  const std::size_t end = end_ < levels.size() ? end_ : levels.size();
  std::size_t first = first_, lowest = 0, beyond = 0;
  for (std::size_t to = 0; to < levels.size(); ++to) {
    const float departure = levels[to].height_m - metres;
    const auto off = [&](std::size_t from) { return levels[from].height_m - departure; };
    reached[to] = kNever;
    while (first < end && off(first) < 0 && squared(off(first)) > farthest) ++first;
    for (std::size_t from = first; from < end && squared(off(from)) <= farthest; ++from) {
      const float misfit = misfit_[from] + squared(off(from)) / variance_m2;
      if (misfit_[from] < kNever && misfit < reached[to]) reached[to] = misfit;
    }
    if (reached[to] >= kNever) continue;
    if (beyond == 0) lowest = to;
    beyond = to + 1;
  }
  first_ = lowest;
  end_ = beyond;
  for (std::size_t i = first_; i < end_; ++i) misfit_[i] = reached[i];
  sum_up();
}

void FloorGuess::within(Levels levels, float metres, float beyond_m) {
  if (levels.empty()) return;
  const float lowest = levels.front().height_m - beyond_m, highest = levels.back().height_m + beyond_m;
  for (std::size_t i = first_; i < end_ && i < levels.size(); ++i) {
    const float height = levels[i].height_m + metres;
    if (height < lowest || height > highest) misfit_[i] = kNever;
  }
  sum_up();
}

bool FloorGuess::fits(std::size_t i, float worse_than_best) const {
  return misfit_[i] < kNever && misfit_[i] <= best_ + worse_than_best;
}

void FloorGuess::sum_up() {
  best_ = kNever;
  for (std::size_t i = first_; i < end_; ++i) best_ = misfit_[i] < best_ ? misfit_[i] : best_;
  plausible_.reset();
  decided_.reset();
  std::size_t likely = 0;
  for (std::size_t i = first_; i < end_; ++i) {
    if (!fits(i, kPlausible)) continue;
    plausible_ = Range{plausible_ ? plausible_->lowest : i, i};
    if (!fits(i, kDecided)) continue;
    decided_ = i;
    ++likely;
  }
  if (likely > 1) decided_.reset();
}

FloorGuess::Bytes FloorGuess::bytes() const {
  Bytes bytes{};
  for (std::size_t i = first_; i < end_; ++i)
    if (fits(i, kPlausible)) bytes[i / 8] = static_cast<std::uint8_t>(bytes[i / 8] | 1U << i % 8);
  return bytes;
}

void FloorGuess::restore(const Bytes& bytes) {
  first_ = 0;
  end_ = misfit_.size();
  for (std::size_t i = first_; i < end_; ++i)
    misfit_[i] = (static_cast<unsigned>(bytes[i / 8]) >> i % 8 & 1U) != 0 ? 0.0F : kNever;
  sum_up();
}

}  // namespace liftguard::engine
