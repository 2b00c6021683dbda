#include "firmware/engine/floors/floor_guess.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kDecided = 12.0F;    // the second best is e^6 times less likely
constexpr float kPlausible = 16.0F;  // four deviations
constexpr float kFarthest = 25.0F;   // five deviations: out of the question

}  // namespace

void FloorGuess::anywhere(std::size_t floors) {
  for (std::size_t i = 0; i < misfit_.size(); ++i) misfit_[i] = i < floors ? 0.0F : kNever;
  sum_up();
}

void FloorGuess::near(Levels levels, float height_m, float variance_m2) {
  misfit_.fill(kNever);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const float misfit = squared(levels[i].height_m - height_m) / variance_m2;
    if (misfit < kFarthest) misfit_[i] = misfit;
  }
  sum_up();
}

// For each floor the departures that such a ride can have had lie side by side, and move up with it.
void FloorGuess::ride(Levels levels, float metres, float variance_m2) {
  std::array<float, Site::kMaxFloors> reached;
  reached.fill(kNever);
  const float farthest = kFarthest * variance_m2;
  std::size_t first = 0;
  for (std::size_t to = 0; to < levels.size(); ++to) {
    const float departure = levels[to].height_m - metres;
    const auto off = [&](std::size_t from) { return levels[from].height_m - departure; };
    while (first < levels.size() && off(first) < 0 && squared(off(first)) > farthest) ++first;
    for (std::size_t from = first; from < levels.size() && squared(off(from)) <= farthest; ++from) {
      const float misfit = misfit_[from] + squared(off(from)) / variance_m2;
      if (misfit_[from] < kNever && misfit < reached[to]) reached[to] = misfit;
    }
  }
  misfit_ = reached;
  sum_up();
}

void FloorGuess::within(Levels levels, float metres, float beyond_m) {
  if (levels.empty()) return;
  const float lowest = levels.front().height_m - beyond_m, highest = levels.back().height_m + beyond_m;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const float height = levels[i].height_m + metres;
    if (height < lowest || height > highest) misfit_[i] = kNever;
  }
  sum_up();
}

float FloorGuess::best() const {
  float best = kNever;
  for (const float misfit : misfit_) best = misfit < best ? misfit : best;
  return best;
}

bool FloorGuess::none() const {
  return best() >= kNever;
}

std::optional<std::size_t> FloorGuess::decided() const {
  const float fits = best();
  std::optional<std::size_t> one;
  for (std::size_t i = 0; i < misfit_.size(); ++i) {
    if (misfit_[i] >= kNever || misfit_[i] > fits + kDecided) continue;
    if (one) return std::nullopt;
    one = i;
  }
  return one;
}

void FloorGuess::sum_up() {
  plausible_.reset();
  const float fits = best();
  if (fits >= kNever) return;
  for (std::size_t i = 0; i < misfit_.size(); ++i) {
    if (misfit_[i] >= kNever || misfit_[i] > fits + kPlausible) continue;
    if (!plausible_) plausible_ = Range{i, i};
    plausible_->highest = i;
  }
}

FloorGuess::Bytes FloorGuess::bytes() const {
  Bytes bytes{};
  const float fits = best();
  for (std::size_t i = 0; i < misfit_.size(); ++i)
    if (misfit_[i] < kNever && misfit_[i] <= fits + kPlausible)
      bytes[i / 8] = static_cast<std::uint8_t>(bytes[i / 8] | 1U << i % 8);
  return bytes;
}

void FloorGuess::restore(const Bytes& bytes) {
  for (std::size_t i = 0; i < misfit_.size(); ++i)
    misfit_[i] = (static_cast<unsigned>(bytes[i / 8]) >> i % 8 & 1U) != 0 ? 0.0F : kNever;
  sum_up();
}

}  // namespace liftguard::engine
