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
using Handle = std::unique_ptr<gpiod_line, CloseLine>;

class GpiodLine final : public Line {
 public:
  explicit GpiodLine(Handle line) : line_(std::move(line)) {}

  [[nodiscard]] std::optional<int> fd() const override { return gpiod_line_event_get_fd(line_.get()); }

  Result<bool> read() override {
    const int value = gpiod_line_get_value(line_.get());
    if (value < 0) return gone();
    return value != 0;
  }

  Result<std::vector<bool>> take_edges() override {
    std::vector<bool> out;
    // A chattering contact may not hold up the others: the rest of its edges waits for the next call.
    for (int taken = 0; taken < kMostEdges; ++taken) {
      const timespec at_once{};
      const int waiting = gpiod_line_event_wait(line_.get(), &at_once);
      if (waiting == 0) break;
      gpiod_line_event event{};
      if (waiting < 0 || gpiod_line_event_read(line_.get(), &event) != 0) return gone();
      out.push_back(event.event_type == GPIOD_LINE_EVENT_RISING_EDGE);
    }
    return out;
  }

 private:
  static constexpr int kMostEdges = 16;  // the kernel's own queue of a line

  [[nodiscard]] Refusal gone() const {
    return refuse("gone", std::string(gpiod_line_name(line_.get())) + ": " + std::strerror(errno));
  }

  Handle line_;
};

}  // namespace

Result<std::unique_ptr<Line>> open_gpiod_line(const LineOptions& options) {
  Handle line(gpiod_line_find(options.line.c_str()));
  if (!line) return refuse("no_line", "no GPIO line is named " + options.line);
  // The kernel turns values and edges over by itself.
  const int flags = options.polarity == Polarity::active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;
  if (gpiod_line_request_both_edges_events_flags(line.get(), "liftguard", flags) != 0)
    return refuse("no_line", options.line + ": " + std::strerror(errno));
  return std::unique_ptr<Line>(std::make_unique<GpiodLine>(std::move(line)));
}

}  // namespace liftguard::port
