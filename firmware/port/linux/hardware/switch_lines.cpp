#include "firmware/port/linux/hardware/switch_lines.hpp"

#include <spdlog/spdlog.h>

#include "common/base/text.hpp"

namespace liftguard::port {

SwitchLines::SwitchLines(const std::vector<LineOptions>& options, OpenLine open) : open_(std::move(open)) {
  for (const auto& one : options) switches_.push_back({.options = one});
}

std::vector<int> SwitchLines::fds() const {
  std::vector<int> out;
  for (const auto& one : switches_)
    if (const auto fd = one.line ? one.line->fd() : std::nullopt) out.push_back(*fd);
  return out;
}

void SwitchLines::step(SteadyTime now, const Give& give) {
  for (auto& one : switches_)
    if (const auto done = step(one, now, give); !done) close(one, now, done.error());
}

Result<void> SwitchLines::step(One& one, SteadyTime now, const Give& give) {
  if (!one.line) {
    if (now < one.next_attempt) return {};
    auto opened = open_(one.options);
    if (!opened) return opened.error();
    one.line = std::move(*opened);
  }
  const auto edges = one.line->take_edges();
  if (!edges) return edges.error();
  for (const bool on : *edges) give({one.options.which, on});
  if (one.repeated && now - *one.repeated < kRepeat) return {};
  return give_state(one, now, give);
}

Result<void> SwitchLines::give_state(One& one, SteadyTime now, const Give& give) {
  const auto state = one.line->read();
  if (!state) return state.error();
  one.repeated = now;
  if (!one.complaint.empty()) spdlog::info("switch {}: can be read again", printable(one.options.line, 100));
  one.complaint.clear();
  give({one.options.which, *state});
  return {};
}

void SwitchLines::close(One& one, SteadyTime now, const Refusal& why) {
  one.line.reset();
  one.next_attempt = now + kRetry;
  if (why.detail == one.complaint) return;
  one.complaint = why.detail;
  spdlog::warn("switch {}: {}; trying again", printable(one.options.line, 100), printable(one.complaint, 300));
}

}  // namespace liftguard::port
