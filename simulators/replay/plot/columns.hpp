// A trace, thinned to what a picture can show: columns of time that grow with the trace, each with the least and the
// greatest of what was seen in it, so that no peak and no short press is lost however long the trace.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/trace/row.hpp"
#include "firmware/engine/engine.hpp"

namespace liftguard::replay {

enum class Curve : std::uint8_t { height = 0, speed = 1, pressure = 2 };
enum class Band : std::uint8_t { door = 0, zone = 1, presence = 2, button = 3, mains = 4, inspection = 5 };
inline constexpr std::size_t kCurves = 3, kBands = 6;

// What a curve did in one column.
struct Extent {
  float low = 0, high = 0, first = 0, last = 0;
  bool any = false;

  void take(float value);
  void take(const Extent& later);
};

// From its time to the next column's.
struct TimeColumn {
  double from_s = 0;
  std::array<Extent, kCurves> curves{};
  std::array<float, kBands> on_s{};     // how long each switch was on
  float occupied_s = 0, unknown_s = 0;  // how long the ledger held that
};

class Columns {
 public:
  static constexpr std::size_t kMost = 2080;  // two a pixel

  void take(const trace::Row& row, const engine::Engine::Glance& glance);

  [[nodiscard]] const std::vector<TimeColumn>& all() const { return columns_; }
  [[nodiscard]] double end_s() const { return now_s_; }
  [[nodiscard]] double width_s(std::size_t index) const;
  [[nodiscard]] bool has(Curve curve) const;
  [[nodiscard]] bool has(Band band) const { return known_[static_cast<std::size_t>(band)]; }

 private:
  void let_time_pass(double to_s);
  void thin_out();

  std::vector<TimeColumn> columns_;
  double least_s_ = 0;  // of a column; grows
  double now_s_ = 0;
  std::array<bool, kBands> on_{}, known_{};
  engine::Occupancy occupancy_ = engine::Occupancy::empty;
};

}  // namespace liftguard::replay
