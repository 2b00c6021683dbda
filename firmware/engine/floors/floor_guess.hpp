// At which floor of the table the car may be, and how badly each of them fits what was measured: squared deviations,
// summed up along the best way that leads there. The best of them is believed once the second best fits far worse.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "firmware/engine/site.hpp"

namespace liftguard::engine {

class FloorGuess {
 public:
  using Bytes = std::array<std::uint8_t, Site::kMaxFloors / 8>;
  using Levels = std::span<const Floor>;  // rising

  void anywhere(std::size_t floors);
  // At a height that is known to that variance; floors that are farther off than any chance are out.
  void near(Levels levels, float height_m, float variance_m2);
  // The car has gone that far, from floor to floor.
  void ride(Levels levels, float metres, float variance_m2);
  // It stands between floors, that far from where it was: nowhere is a shaft open for more than that beyond its ends.
  void within(Levels levels, float metres, float beyond_m);

  [[nodiscard]] std::optional<std::size_t> decided() const { return decided_; }
  [[nodiscard]] bool none() const { return best_ >= kNever; }
  struct Range {
    std::size_t lowest, highest;
  };
  [[nodiscard]] std::optional<Range> plausible() const { return plausible_; }

  // The plausible ones, a bit each: all that is kept over a reboot.
  [[nodiscard]] Bytes bytes() const;
  void restore(const Bytes& bytes);

 private:
  static constexpr float kNever = 1e9F;
  [[nodiscard]] bool fits(std::size_t i, float worse_than_best) const;
  void sum_up();  // whenever misfit_ has changed

  // Floors outside [first_, end_) are out of the question, and so are those within at kNever: a ride weighs the few
  // that are left, not the whole table.
  std::array<float, Site::kMaxFloors> misfit_{};
  std::size_t first_ = 0, end_ = 0;
  float best_ = kNever;
  std::optional<Range> plausible_;  // asked for many times a second
  std::optional<std::size_t> decided_;
};

}  // namespace liftguard::engine
