#include "firmware/port/linux/hardware/gpiod_lines.hpp"

#include <gpiod.h>

#include <cerrno>
#include <cstring>

namespace liftguard::port {
namespace {

// A line and the chip that was opened for it.
struct CloseLine {
  void operator()(gpiod_line* line) const { gpiod_line_close_chip(line); }
};
using Line = std::unique_ptr<gpiod_line, CloseLine>;

class GpiodLines final : public Lines {
 public:
  explicit GpiodLines(std::vector<Line> lines) : lines_(std::move(lines)) {}

  [[nodiscard]] std::vector<int> fds() const override {
    std::vector<int> out;
    for (const auto& line : lines_) out.push_back(gpiod_line_event_get_fd(line.get()));
    return out;
  }

  Result<std::vector<bool>> read() override {
    std::vector<bool> out;
    for (const auto& line : lines_) {
      const int value = gpiod_line_get_value(line.get());
      if (value < 0) return gone(line);
      out.push_back(value != 0);
    }
    return out;
  }

  Result<std::vector<Edge>> take_edges() override {
    std::vector<Edge> out;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      // A chattering contact may not hold up the others: the rest of its edges waits for the next call.
      for (int taken = 0; taken < kMostEdges; ++taken) {
        const timespec at_once{};
        const int waiting = gpiod_line_event_wait(lines_[i].get(), &at_once);
        if (waiting == 0) break;
        gpiod_line_event event{};
        if (waiting < 0 || gpiod_line_event_read(lines_[i].get(), &event) != 0) return gone(lines_[i]);
        out.push_back({i, event.event_type == GPIOD_LINE_EVENT_RISING_EDGE});
      }
    }
    return out;
  }

 private:
  static constexpr int kMostEdges = 16;  // the kernel's own queue of a line

  static Refusal gone(const Line& line) {
    return refuse("gone", std::string(gpiod_line_name(line.get())) + ": " + std::strerror(errno));
  }

  std::vector<Line> lines_;
};

}  // namespace

Result<std::unique_ptr<Lines>> open_gpiod_lines(const std::vector<LineOptions>& options) {
  std::vector<Line> lines;
  for (const auto& option : options) {
    Line line(gpiod_line_find(option.line.c_str()));
    if (!line) return refuse("no_line", "no GPIO line is named " + option.line);
    // The kernel turns values and edges over by itself.
    const int flags = option.polarity == Polarity::active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;
    if (gpiod_line_request_both_edges_events_flags(line.get(), "liftguard", flags) != 0)
      return refuse("no_line", option.line + ": " + std::strerror(errno));
    lines.push_back(std::move(line));
  }
  return std::unique_ptr<Lines>(std::make_unique<GpiodLines>(std::move(lines)));
}

}  // namespace liftguard::port
