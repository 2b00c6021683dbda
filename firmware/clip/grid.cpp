#include "firmware/clip/grid.hpp"

namespace liftguard::clip {
namespace {

constexpr float kWhole = 8'388'608.0F;        // 2^23: from there on a float has no fraction
constexpr float kMostPlaces = 16'777'216.0F;  // 2^24: up to it every whole number is a float

// Decimals of a text and fractions of a converter, coarsest first.
constexpr std::array<float, 14> kQuotients{1, 2, 4, 8, 10, 16, 32, 64, 100, 128, 256, 1000, 10'000, 100'000};

}  // namespace

bool is_usable(const Grid& grid) {
  const bool known = grid.kind == GridKind::bits || grid.kind == GridKind::quotient || grid.kind == GridKind::product;
  return known && grid.factor > 1e-9F && grid.factor < 1e9F;
}

std::optional<std::int32_t> place_of(const Grid& grid, float value) {
  if (grid.kind == GridKind::bits) return ordered(value);
  const float near = grid.kind == GridKind::quotient ? value * grid.factor : value / grid.factor;
  if (!(near > -kMostPlaces && near < kMostPlaces)) return std::nullopt;
  const float half = near >= kWhole || near <= -kWhole ? 0.0F : near < 0 ? -0.5F : 0.5F;
  const auto place = static_cast<std::int32_t>(near + half);
  if (std::bit_cast<std::uint32_t>(value_at(grid, place)) != std::bit_cast<std::uint32_t>(value)) return std::nullopt;
  return place;
}

float value_at(const Grid& grid, std::int32_t place) {
  switch (grid.kind) {
    case GridKind::bits:
      return from_ordered(place);
    case GridKind::quotient:
      return static_cast<float>(place) / grid.factor;
    case GridKind::product:
      return static_cast<float>(place) * grid.factor;
  }
  return 0;
}

GridFinder::GridFinder(float step) {
  const Grid own{GridKind::product, step};
  if (step > 0 && is_usable(own)) tried_[tried_count_++] = own;
  for (const auto factor : kQuotients) tried_[tried_count_++] = {GridKind::quotient, factor};
  fitting_ = (1U << tried_count_) - 1U;
  if (step > 0 && is_usable(own)) best_ = own;
}

void GridFinder::see(float value) {
  ++seen_;
  for (std::size_t i = 0; i < tried_count_; ++i)
    if ((fitting_ >> i & 1U) != 0 && !place_of(tried_[i], value)) fitting_ &= ~(1U << i);
}

Grid GridFinder::take() {
  if (seen_ >= kEnough) {
    best_ = {};
    if (fitting_ != 0) best_ = tried_[static_cast<std::size_t>(std::countr_zero(fitting_))];
    fitting_ = (1U << tried_count_) - 1U;
    seen_ = 0;
  }
  return best_;
}

}  // namespace liftguard::clip
