#include "firmware/clip/schedule.hpp"

#include <algorithm>
#include <variant>

namespace liftguard::clip {
namespace {

constexpr std::int64_t kLongestPeriod = 10'000'000;  // µs: what comes more seldom has no period
constexpr std::int64_t kPeriodShare = 8;

struct KindOf {
  Kind operator()(const engine::Acceleration&) const { return Kind::acceleration; }
  Kind operator()(const engine::Pressure&) const { return Kind::pressure; }
  Kind operator()(const engine::Temperature&) const { return Kind::temperature; }
  Kind operator()(const engine::SwitchReading& reading) const {
    return static_cast<Kind>(static_cast<unsigned>(Kind::first_switch) + static_cast<unsigned>(reading.which));
  }
  Kind operator()(const engine::EpisodeClosed&) const { return Kind::episode_closed; }
  Kind operator()(const engine::Tick&) const { return Kind::tick; }
};

}  // namespace

Kind kind_of(const engine::Reading& reading) {
  return std::visit(KindOf{}, reading);
}

// Half of the shortest period: what is due within it comes in the same row.
std::int64_t Schedule::slack_us() const {
  std::int64_t shortest = kLongestPeriod;
  for (const auto& line : lines_)
    if (line.period_us > 0) shortest = std::min(shortest, line.period_us);
  return shortest / 2;
}

Kind Schedule::next() const {
  const Line* earliest = nullptr;
  for (const auto& line : lines_)
    if (line.period_us > 0 && (earliest == nullptr || line.due_us() < earliest->due_us())) earliest = &line;
  if (earliest == nullptr) return Kind::acceleration;
  const auto limit = earliest->due_us() + slack_us();
  const Line* next = earliest;
  for (const auto& line : lines_)
    if (line.period_us > 0 && line.due_us() <= limit && line.turn < next->turn) next = &line;
  return static_cast<Kind>(next - lines_.data());
}

std::int64_t Schedule::due_us(Kind kind, std::int64_t now_us) const {
  const auto& line = lines_[static_cast<std::size_t>(kind)];
  return line.period_us > 0 ? line.due_us() : now_us;
}

bool Schedule::is_due(Kind kind, std::int64_t now_us) const {
  const auto& line = lines_[static_cast<std::size_t>(kind)];
  return line.period_us > 0 && line.due_us() - now_us <= slack_us();
}

void Schedule::came(Kind kind, std::int64_t at_us) {
  auto& mine = lines_[static_cast<std::size_t>(kind)];
  const auto period = at_us - mine.last_us;
  if (mine.turn > 0 && period > 0 && period <= kLongestPeriod)
    mine.period_us = mine.period_us == 0 ? period : mine.period_us + (period - mine.period_us) / kPeriodShare;
  mine.last_us = at_us;
  mine.turn = ++turn_;
  // Who has missed its time is awaited at its next one.
  const auto passed = at_us - slack_us();
  for (auto& line : lines_)
    if (line.period_us > 0 && line.due_us() < passed)
      line.last_us += ((passed - line.due_us()) / line.period_us + 1) * line.period_us;
}

}  // namespace liftguard::clip
