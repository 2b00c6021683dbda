#include "firmware/engine/floors/locator.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kLevelling = 4e-4F;  // m²: a car stops within 10-20 mm of its floor
constexpr float kTie = 1.1F;         // m: nearer than half of the lowest storey (2.4 m)
constexpr float kFarthestTie = 2.0F;
constexpr float kUnseen = 0.5F;         // m: rescuers wind, doors' drives level; what was not felt
constexpr float kCreptByChance = 0.3F;  // m: of gusts while the car stood
constexpr float kCreepIsOff = 0.3F;     // of the metres that pressure alone has seen
constexpr float kWeather = 0.7F;        // m, 8 Pa: of a height by a pressure from before a reboot
constexpr float kSurelyOutside = 3.0F;  // deviations
constexpr float kBelievable = 0.40F;    // m: a stop that close to a floor is one at the floor
constexpr float kTableIsOff = 0.1F;     // m, of a ride's length by the table
constexpr float kScale = 0.008F;        // of the length: air density, accelerometer scale
constexpr float kBeyondTheEnds = 3.0F;  // m: no pit and no headroom is deeper
constexpr std::uint8_t kManyVisits = 20;

Label number(std::size_t n) {
  std::array<char, 3> digits{};
  std::size_t size = 0;
  if (n >= 100) digits[size++] = static_cast<char>('0' + n / 100);
  if (n >= 10) digits[size++] = static_cast<char>('0' + n / 10 % 10);
  digits[size++] = static_cast<char>('0' + n % 10);
  return Label({digits.data(), size});
}

}  // namespace

Locator::Locator(const Site& site) : site_(site), learning_(site.floor_count == 0) {
  if (learning_) {
    certain_ = true;  // its own datum
    return;
  }
  guess_.anywhere(site.floor_count);
  for (std::size_t i = 0; i < site.floor_count; ++i)
    if (!site.start_floor.empty() && site.floors[i].label == site.start_floor) settle(i);
}

std::size_t Locator::count() const {
  return learning_ ? learnt_count_ : site_.floor_count;
}
float Locator::level(std::size_t i) const {
  return learning_ ? learnt_[i].height_m : site_.floors[i].height_m;
}
bool Locator::confirmed(std::size_t i) const {
  return !learning_ || learnt_[i].visits >= 2;
}
Label Locator::label(std::size_t i) const {
  if (!learning_) return site_.floors[i].label;
  return confirmed(i) ? number(i + 1) : Label{};
}

std::optional<Locator::Nearest> Locator::nearest(float height) const {
  if (count() == 0) return std::nullopt;
  std::size_t at = 0, end = count();  // the first floor that is not below
  while (at < end) {
    const std::size_t middle = (at + end) / 2;
    if (level(middle) < height)
      at = middle + 1;
    else
      end = middle;
  }
  const bool below = at == count() || (at > 0 && height - level(at - 1) <= level(at) - height);
  const std::size_t index = below ? at - 1 : at;
  return Nearest{index, magnitude(level(index) - height)};
}

void Locator::settle(std::size_t index) {
  adrift_ = false;
  certain_ = at_floor_ = true;
  height_ = level(index);
  variance_ = kLevelling;
  pending_ = pending_variance_ = 0;
}

void Locator::crept(float metres) {
  if (magnitude(metres) < kCreptByChance) return;
  height_ += metres;
  variance_ += squared(kCreepIsOff * metres);
  pending_ += certain_ ? 0.0F : metres;
  pending_variance_ += certain_ ? 0.0F : squared(kCreepIsOff * metres);
}

float Locator::moved(const Move& move) {
  const bool began_at_floor = certain_ && at_floor_ && move.began_in_zone;
  const float unseen = at_floor_ ? kTableIsOff : kUnseen;
  const float from = height_;
  at_floor_ = false;
  height_ += move.metres;
  variance_ += move.variance + squared(0.3F * kScale * move.metres);
  if (!certain_) {
    pending_ += move.metres;
    pending_variance_ += move.variance;
    if (move.ended_in_zone)
      narrow();
    else if (!adrift_)
      guess_.within(site_.table(), pending_, kBeyondTheEnds);
  } else if (move.ended_in_zone) {
    tie_to_nearest(squared(unseen));
  }
  return !learning_ && began_at_floor && certain_ && at_floor_ ? height_ - from : move.metres;
}

// The nearest floor, where the next one fits far worse; otherwise both may be it.
void Locator::tie_to_nearest(float unseen) {
  const auto found = nearest(height_);
  if (learning_) {
    if (found && found->distance <= kTie && confirmed(found->index)) settle(found->index);
    return;
  }
  if (found->distance > kFarthestTie) return lost();
  guess_.near(site_.table(), height_, variance_ + unseen);
  decide();
}

// By what was travelled since the car last stood at a floor.
void Locator::narrow() {
  const float variance = pending_variance_ + squared(kTableIsOff) + squared(kScale * pending_);
  if (!adrift_)
    guess_.ride(site_.table(), pending_, variance);
  else if (last_seen_)
    guess_.near(site_.table(), *last_seen_ + pending_, variance + squared(kWeather));
  else
    guess_.anywhere(count());
  adrift_ = false;
  pending_ = pending_variance_ = 0;
  decide();
}

void Locator::decide() {
  if (const auto floor = guess_.decided()) return settle(*floor);
  if (guess_.none()) return lost();
  certain_ = false;
}

void Locator::lost() {
  certain_ = learning_;
  at_floor_ = false;
  pending_ = pending_variance_ = 0;
  guess_.anywhere(count());
}

void Locator::drifted() {
  lost();
  adrift_ = !learning_;
  last_seen_.reset();
}

void Locator::stands_at_open_door() {
  if (at_floor_) return;
  if (learning_)
    learn(height_);
  else if (certain_)
    tie_to_nearest(squared(kUnseen));  // it was moved there by less than a ride
}

void Locator::learn(float height) {
  const auto found = nearest(height);
  std::size_t place = 0;
  if (found && found->distance <= kTie) {
    place = found->index;
    auto& floor = learnt_[place];
    if (floor.visits < kManyVisits) ++floor.visits;
    floor.height_m += (height - floor.height_m) / static_cast<float>(floor.visits);
  } else {
    if (learnt_count_ == learnt_.size()) return;
    while (place < learnt_count_ && learnt_[place].height_m < height) ++place;
    for (std::size_t i = learnt_count_; i > place; --i) learnt_[i] = learnt_[i - 1];
    ++learnt_count_;
    learnt_[place] = {height, 1};
  }
  settle(place);
}

std::optional<float> Locator::height(float displacement) const {
  if (!certain_ || (learning_ && learnt_count_ == 0)) return std::nullopt;
  return height_ + displacement;
}

Label Locator::floor_here() const {
  if (!certain_ || !at_floor_) return {};
  const auto found = nearest(height_);
  return found ? label(found->index) : Label{};
}

Place Locator::place(float displacement, bool in_zone) const {
  Place place;
  place.height_m = height(displacement);
  if (!place.height_m) return place;
  const auto found = nearest(*place.height_m);
  if (in_zone && found && found->distance <= kTie) {
    place.floor = label(found->index);
    return place;
  }
  for (std::size_t i = 0; i < count(); ++i) {
    if (level(i) <= *place.height_m)
      place.below = label(i);
    else if (place.above.empty())
      place.above = label(i);
  }
  return place;
}

std::optional<bool> Locator::in_zone_by_height(float half_m, float deviation_m) const {
  const auto here = height(0);
  const auto found = here ? nearest(*here) : std::nullopt;
  if (!found || learning_) return std::nullopt;
  if (variance_ <= squared(deviation_m)) return found->distance <= half_m;
  // Too vague to say at which floor, yet far from all of them: in no zone, wherever it is.
  const float beyond = found->distance - half_m;
  return beyond > 0 && squared(beyond) > squared(kSurelyOutside) * variance_ ? std::optional(false) : std::nullopt;
}

bool Locator::would_be_at_floor(float metres) const {
  const auto there = height(metres);
  const auto found = there ? nearest(*there) : std::nullopt;
  return !found || found->distance <= kBelievable;
}

std::optional<Locator::Beyond> Locator::beyond_ends() const {
  if (learning_ || adrift_) return std::nullopt;
  const auto floors = guess_.plausible();
  if (!certain_ && !floors) return std::nullopt;
  const float lowest = certain_ ? height_ : level(floors->lowest) + pending_;
  const float highest = certain_ ? height_ : level(floors->highest) + pending_;
  const float variance = certain_ ? variance_ : pending_variance_ + squared(kTableIsOff);
  const float above = lowest - level(count() - 1), below = highest - level(0);
  return Beyond{above > 0 ? above : below < 0 ? below : 0.0F, variance};
}

void Locator::keep(Kept& kept) const {
  kept.position.certain = certain_;
  kept.position.height_m = height_;
  kept.position.variance_m2 = variance_;
  kept.position.candidates = adrift_ ? FloorGuess::Bytes{} : guess_.bytes();
  kept.learnt = learnt_;
  kept.learnt_count = learnt_count_;
  kept.position.at_floor = at_floor_;
  kept.position.pending_m = pending_;
  kept.position.pending_variance_m2 = pending_variance_;
}

void Locator::restore(const Kept& kept) {
  if (learning_) {
    learnt_ = kept.learnt;
    learnt_count_ = kept.learnt_count;
  }
  certain_ = kept.position.certain;
  height_ = kept.position.height_m;
  variance_ = kept.position.variance_m2;
  at_floor_ = kept.position.at_floor;
  pending_ = kept.position.pending_m;
  pending_variance_ = kept.position.pending_variance_m2;
  guess_.restore(kept.position.candidates);
  if (kept.position.was_going || (!certain_ && guess_.none())) drifted();
}

void Locator::is_near(float height_m) {
  if (adrift_) last_seen_ = height_m;
}

}  // namespace liftguard::engine
