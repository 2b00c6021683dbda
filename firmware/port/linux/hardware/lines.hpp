// The box's digital inputs: door, zone, presence, button, mains and inspection, as contacts on GPIO lines.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "firmware/engine/input.hpp"

namespace liftguard::port {

enum class Polarity : std::uint8_t { active_high, active_low };

struct LineOptions {
  engine::Switch which;
  std::string line;  // as the board's description names it ("gpio-line-names")
  Polarity polarity = Polarity::active_high;
};

// An opened line. One thread.
class Line {
 public:
  virtual ~Line() = default;

  // Readable when an edge waits. None: it has to be asked.
  [[nodiscard]] virtual std::optional<int> fd() const = 0;

  // Its state, polarity counted in. Refusal "gone": the chip has vanished or failed.
  [[nodiscard]] virtual Result<bool> read() = 0;

  // What it changed to since the last call, in order; never waits. Refusal "gone".
  [[nodiscard]] virtual Result<std::vector<bool>> take_edges() = 0;
};

using OpenLine = std::function<Result<std::unique_ptr<Line>>(const LineOptions&)>;

}  // namespace liftguard::port
