#include "simulators/replay/plot/svg.hpp"

#include <cmath>

#include "common/trace/numbers.hpp"

namespace liftguard::replay {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

}  // namespace

Svg::Svg(double width, double height) {
  out_ = "<svg xmlns=\"http://www.w3.org/2000/svg\"";
  number("width", width);
  number("height", height);
  out_ += " font-family=\"'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei',sans-serif\">\n";
  rectangle(0, 0, width, height, "#ffffff");
}

void Svg::number(std::string_view name, double value) {
  out_.append(" ").append(name).append("=\"");
  trace::append_decimal(out_, value, 1);
  out_ += '"';
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view colour, double width) {
  out_ += "<line";
  number("x1", x1);
  number("y1", y1);
  number("x2", x2);
  number("y2", y2);
  number("stroke-width", width);
  out_.append(" stroke=\"").append(colour).append("\"/>\n");
}

void Svg::rectangle(double x, double y, double width, double height, std::string_view colour) {
  out_ += "<rect";
  number("x", x);
  number("y", y);
  number("width", width);
  number("height", height);
  out_.append(" fill=\"").append(colour).append("\"/>\n");
}

void Svg::boxes(const std::vector<Box>& boxes, double y, double height, std::string_view colour) {
  if (boxes.empty()) return;
  out_ += "<path d=\"";
  for (const auto& box : boxes) {
    const auto command = [&](char letter, double value) {
      out_ += letter;
      trace::append_decimal(out_, value, 1);
    };
    command('M', box.x);
    command(' ', y);
    command('h', box.width);
    command('v', height);
    command('h', -box.width);
    out_ += 'z';
  }
  out_.append("\" fill=\"").append(colour).append("\"/>\n");
}

void Svg::path(const std::vector<std::pair<double, double>>& points, std::string_view colour) {
  if (points.size() < 2) return;
  out_ += "<polyline points=\"";
  for (const auto& [x, y] : points) {
    trace::append_decimal(out_, x, 1);
    out_ += ',';
    trace::append_decimal(out_, y, 1);
    out_ += ' ';
  }
  out_.append("\" fill=\"none\" stroke-width=\"1.5\" stroke=\"").append(colour).append("\"/>\n");
}

void Svg::text(double x, double y, std::string_view words, std::string_view colour, double size, Anchor anchor) {
  constexpr std::string_view kNames[] = {"start", "middle", "end"};
  out_ += "<text";
  number("x", x);
  number("y", y);
  number("font-size", size);
  out_.append(" text-anchor=\"").append(kNames[static_cast<std::size_t>(anchor)]);
  out_.append("\" fill=\"").append(colour).append("\">").append(escaped(words)).append("</text>\n");
}

std::string Svg::done() && {
  out_ += "</svg>\n";
  return std::move(out_);
}

double round_step(double range, int wanted) {
  const double raw = range > 0 ? range / wanted : 1.0;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  const double lead = raw / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

}  // namespace liftguard::replay
