// The box's digital inputs: door, zone, presence, button, mains and inspection, as contacts on GPIO lines.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
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

// Opened lines. One thread.
class Lines {
 public:
  struct Edge {
    std::size_t line;  // place in the options
    bool on;           // what it changed to, polarity counted in
  };

  virtual ~Lines() = default;

  // Readable when an edge waits.
  [[nodiscard]] virtual std::vector<int> fds() const = 0;

  // All states, in the order of the options. Refusal "gone": the chip has vanished or failed.
  [[nodiscard]] virtual Result<std::vector<bool>> read() = 0;

  // The edges since the last call, in the order in which they came on each line; never waits. Refusal "gone".
  [[nodiscard]] virtual Result<std::vector<Edge>> take_edges() = 0;
};

using OpenLines = std::function<Result<std::unique_ptr<Lines>>(const std::vector<LineOptions>&)>;

}  // namespace liftguard::port
