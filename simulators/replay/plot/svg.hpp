// Just enough SVG for a plot.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace liftguard::replay {

enum class Anchor : unsigned char { start, middle, end };

struct Box {
  double x, width;
};

class Svg {
 public:
  Svg(double width, double height);

  void line(double x1, double y1, double x2, double y2, std::string_view colour, double width = 1);
  void rectangle(double x, double y, double width, double height, std::string_view colour);
  void boxes(const std::vector<Box>& boxes, double y, double height, std::string_view colour);  // one element for all
  void path(const std::vector<std::pair<double, double>>& points, std::string_view colour);
  void text(double x, double y, std::string_view words, std::string_view colour, double size,
            Anchor anchor = Anchor::start);
  [[nodiscard]] std::string done() &&;

 private:
  void number(std::string_view name, double value);
  std::string out_;
};

// Round steps (1, 2, 5 times a power of ten) for about `wanted` marks over `range`.
[[nodiscard]] double round_step(double range, int wanted);

}  // namespace liftguard::replay
