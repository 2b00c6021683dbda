// GPIO lines that a test sets.
#pragma once

#include <map>
#include <set>
#include <utility>

#include "firmware/port/linux/hardware/lines.hpp"

namespace liftguard::test {

// What the board would do, by the lines' names; outlives the lines that are opened on it.
struct Board {
  std::map<std::string, bool> states;
  std::map<std::string, std::vector<bool>> edges;  // waiting
  std::set<std::string> absent;                    // cannot be opened
  std::set<std::string> failing;                   // opened, but every call fails
  int opened = 0;
};

class FakeLine final : public port::Line {
 public:
  FakeLine(Board& board, std::string name) : board_(board), name_(std::move(name)) {}

  [[nodiscard]] std::optional<int> fd() const override { return std::nullopt; }
  Result<bool> read() override {
    if (board_.failing.contains(name_)) return refuse("gone", "the line has failed");
    return board_.states[name_];
  }
  Result<std::vector<bool>> take_edges() override {
    if (board_.failing.contains(name_)) return refuse("gone", "the line has failed");
    return std::exchange(board_.edges[name_], {});
  }

 private:
  Board& board_;
  const std::string name_;
};

inline port::OpenLine open_on(Board& board) {
  return [&board](const port::LineOptions& options) -> Result<std::unique_ptr<port::Line>> {
    if (board.absent.contains(options.line)) return refuse("no_line", "no GPIO line is named " + options.line);
    ++board.opened;
    return std::unique_ptr<port::Line>(std::make_unique<FakeLine>(board, options.line));
  };
}

}  // namespace liftguard::test
