// Engine inputs as bits, without loss: what comes next, when, and what it says, each as its difference from what was
// foreseen. One codec for both directions; it starts anew with every segment.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "firmware/clip/grid.hpp"
#include "firmware/clip/number_model.hpp"
#include "firmware/clip/predictor.hpp"
#include "firmware/clip/schedule.hpp"
#include "firmware/engine/input.hpp"

namespace liftguard::clip {

enum class Channel : std::uint8_t { x = 0, y = 1, z = 2, pressure = 3, temperature = 4 };
inline constexpr std::size_t kChannels = 5;
using Grids = std::array<Grid, kChannels>;

class InputCodec {
 public:
  // Times count from `zero`.
  InputCodec(const Grids& grids, engine::Time zero);

  // Writes the input, or gives the one that was read. A time beyond 35 years from `zero` becomes that.
  [[nodiscard]] engine::Input code(Coder& coder, const engine::Input& input);

 private:
  struct Number {
    Grid grid;
    Predictor predictor;
    Bit off_grid;
  };
  [[nodiscard]] Kind code_kind(Coder& coder, Kind kind, Kind foreseen);
  [[nodiscard]] std::int64_t code_time(Coder& coder, std::int64_t at_us, Kind kind, Kind foreseen);
  [[nodiscard]] engine::Reading code_reading(Coder& coder, const engine::Reading& reading, Kind kind);
  template <class Differences>
  [[nodiscard]] float code_number(Coder& coder, float value, Channel channel, Differences& differences);

  engine::Time zero_;
  std::int64_t now_us_ = 0;
  Schedule schedule_;
  std::array<Bit, kKinds> as_foreseen_{};
  SymbolModel<4> kinds_;
  std::array<Bit, 4> at_once_{};
  DifferenceModel<16> sample_times_, other_times_;
  std::array<Number, kChannels> numbers_;
  DifferenceModel<26> accelerations_, pressures_;
  DifferenceModel<8> temperatures_;
  std::array<std::array<Bit, 2>, engine::kSwitches> switches_{};
  std::array<bool, engine::kSwitches> switch_on_{};
};

}  // namespace liftguard::clip
