// GPIO lines that a test sets.
#pragma once

#include <utility>

#include "firmware/port/linux/hardware/lines.hpp"

namespace liftguard::test {

// What the board would do; outlives the lines that are opened on it.
struct Board {
  std::vector<bool> states;
  std::vector<port::Lines::Edge> edges;  // waiting
  bool absent = false;                   // cannot be opened
  bool failing = false;                  // opened, but every call fails
  int opened = 0;
};

class FakeLines final : public port::Lines {
 public:
  explicit FakeLines(Board& board) : board_(board) {}

  [[nodiscard]] std::vector<int> fds() const override { return {}; }
  Result<std::vector<bool>> read() override {
    if (board_.failing) return refuse("gone", "the board has failed");
    return board_.states;
  }
  Result<std::vector<Edge>> take_edges() override {
    if (board_.failing) return refuse("gone", "the board has failed");
    return std::exchange(board_.edges, {});
  }

 private:
  Board& board_;
};

inline port::OpenLines open_on(Board& board) {
  return [&board](const std::vector<port::LineOptions>&) -> Result<std::unique_ptr<port::Lines>> {
    if (board.absent) return refuse("no_line", "no GPIO line is named door");
    ++board.opened;
    return std::unique_ptr<port::Lines>(std::make_unique<FakeLines>(board));
  };
}

}  // namespace liftguard::test
