// A table for a terminal: Chinese characters take two columns there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace liftguard::replay {

// How many columns of a terminal the text takes (UTF-8).
[[nodiscard]] std::size_t display_width(std::string_view text);

enum class Align : unsigned char { left, right };

class TextTable {
 public:
  explicit TextTable(std::vector<Align> columns) : columns_(std::move(columns)) {}

  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  void rule() { rows_.emplace_back(); }  // a line of dashes
  [[nodiscard]] std::string text() const;

 private:
  std::vector<Align> columns_;
  std::vector<std::vector<std::string>> rows_;  // an empty one is a rule
};

}  // namespace liftguard::replay
