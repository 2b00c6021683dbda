#include "firmware/port/linux/hardware/switch_lines.hpp"

#include <spdlog/spdlog.h>

#include "common/base/text.hpp"

namespace liftguard::port {

void SwitchLines::step(SteadyTime now, const Give& give) {
  if (options_.empty()) return;
  if (!lines_ && now >= next_attempt_) try_open(now);
  if (!lines_) return;
  if (const auto done = give_edges(give); !done) return close(now, done.error());
  if (repeated_ && now - *repeated_ < kRepeat) return;
  if (const auto done = give_states(now, give); !done) close(now, done.error());
}

void SwitchLines::try_open(SteadyTime now) {
  auto opened = open_(options_);
  if (!opened) return close(now, opened.error());
  lines_ = std::move(*opened);
}

Result<void> SwitchLines::give_edges(const Give& give) {
  const auto edges = lines_->take_edges();
  if (!edges) return edges.error();
  for (const auto& edge : *edges)
    if (edge.line < options_.size()) give({options_[edge.line].which, edge.on});
  return {};
}

Result<void> SwitchLines::give_states(SteadyTime now, const Give& give) {
  const auto states = lines_->read();
  if (!states) return states.error();
  if (states->size() != options_.size()) return refuse("gone", "not as many states as lines");
  repeated_ = now;
  if (!complaint_.empty()) spdlog::info("switches: can be read again");
  complaint_.clear();
  for (std::size_t i = 0; i < options_.size(); ++i) give({options_[i].which, (*states)[i]});
  return {};
}

void SwitchLines::close(SteadyTime now, const Refusal& why) {
  lines_.reset();
  next_attempt_ = now + kRetry;
  if (why.detail == complaint_) return;
  complaint_ = why.detail;
  spdlog::warn("switches: {}; trying again", printable(complaint_, 300));
}

}  // namespace liftguard::port
