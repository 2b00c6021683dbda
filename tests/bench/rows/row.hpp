// Rows of a bench (docs/rules/bench.md) as JSON lines on standard output; progress goes to standard error.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace liftguard::bench {

// Of a sorted copy; share from 0 to 1. The figures must not be empty.
[[nodiscard]] double percentile(std::span<const double> figures, double share);

// The median of several runs' figures, how many they are and how far they lie apart, as one line with its '\n'. `more`:
// further numbers, by name.
[[nodiscard]] std::string row_line(std::string_view bench, std::string_view row, std::span<const double> figures,
                                   std::string_view unit,
                                   const std::vector<std::pair<std::string_view, double>>& more = {});

void print_row(const std::string& line);
void progress(const std::string& text);

}  // namespace liftguard::bench
