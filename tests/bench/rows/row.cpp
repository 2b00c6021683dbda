#include "tests/bench/rows/row.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "common/trace/numbers.hpp"

namespace liftguard::bench {
namespace {

// Three digits that count; whole numbers, which are counts, as they are. A share just below one keeps what it lacks.
void append_number(std::string& out, double value) {
  if (value == std::round(value) || value == 0) return trace::append_decimal(out, value, 0);
  const double telling = value > 0.5 && value < 1 ? 1 - value : std::fabs(value);
  const int lead = static_cast<int>(std::floor(std::log10(telling)));
  trace::append_decimal(out, value, std::clamp(2 - lead, 0, 9));
}

}  // namespace

double percentile(std::span<const double> figures, double share) {
  std::vector<double> sorted(figures.begin(), figures.end());
  std::sort(sorted.begin(), sorted.end());
  const auto place = static_cast<std::size_t>(std::max(0.0, std::ceil(share * static_cast<double>(sorted.size())) - 1));
  return sorted[std::min(place, sorted.size() - 1)];
}

std::string row_line(std::string_view bench, std::string_view row, std::span<const double> figures,
                     std::string_view unit, const std::vector<std::pair<std::string_view, double>>& more) {
  const double value = percentile(figures, 0.5);
  const auto [least, most] = std::minmax_element(figures.begin(), figures.end());
  std::string line = "{\"bench\": \"";
  line.append(bench).append("\", \"row\": \"").append(row).append("\", \"value\": ");
  append_number(line, value);
  line.append(", \"unit\": \"").append(unit).append("\", \"n\": ");
  append_number(line, static_cast<double>(figures.size()));
  line += ", \"spread\": ";
  append_number(line, value == 0 ? 0 : (*most - *least) / value);
  for (const auto& [name, number] : more) {
    line.append(", \"").append(name).append("\": ");
    append_number(line, number);
  }
  return line += "}\n";
}

void print_row(const std::string& line) {
  std::fputs(line.c_str(), stdout);
  std::fflush(stdout);
}

void progress(const std::string& text) {
  std::fprintf(stderr, "  %s\n", text.c_str());
}

}  // namespace liftguard::bench
