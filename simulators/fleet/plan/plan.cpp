#include "simulators/fleet/plan/plan.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace liftguard::fleet {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr std::array<EventKind, 4> kEvents{EventKind::horseplay, EventKind::rough_ride, EventKind::door_open_too_long,
                                           EventKind::over_temperature};

double next_after(double now_s, double per_second, Chance& chance) {
  return per_second > 0 ? now_s + chance.until_next(per_second) : kNever;
}

}  // namespace

Plan::Plan(std::uint64_t seed, std::size_t boxes, const Rates& rates)
    : records_(seed * 3 + 1),
      entrapments_(seed * 3 + 2),
      choices_(seed * 3 + 3),
      episodes_(boxes, 0),
      trapped_(boxes, false),
      free_(boxes) {
  set(rates, 0);
}

void Plan::set(const Rates& rates, double now_s) {
  rates_ = rates;
  next_record_s_ = next_after(now_s, rates_.records, records_);
  next_entrapment_s_ = next_after(now_s, rates_.entrapments, entrapments_);
}

// One after another in the order of their times, so that it does not matter how often it is asked: who is free to be
// trapped depends on who came out before.
std::vector<Step> Plan::take_due(double now_s) {
  std::vector<Step> out;
  for (;;) {
    const auto planned = steps_.empty() ? kNever : steps_.top().at_s;
    const auto next = std::min({planned, next_record_s_, next_entrapment_s_});
    if (next > now_s || next == kNever) return out;
    if (next == next_record_s_) {
      out.push_back(draw_record());
    } else if (next == next_entrapment_s_) {
      draw_entrapment();
    } else {
      out.push_back(steps_.top());
      steps_.pop();
      if (out.back().kind == EventKind::recovered) set_free(out.back().box);
    }
  }
}

void Plan::set_free(std::size_t box) {
  trapped_[box] = false;
  ++free_;
}

Step Plan::draw_record() {
  Step step{next_record_s_, records_.below(episodes_.size()), EventKind::ride};
  if (!records_.happens(rates_.bulk_share)) step.kind = kEvents[records_.below(kEvents.size())];
  next_record_s_ = next_after(next_record_s_, rates_.records, records_);
  return step;
}

void Plan::draw_entrapment() {
  const auto at_s = next_entrapment_s_;
  const auto for_s = rates_.trapped_least_s + entrapments_.uniform() * (rates_.trapped_most_s - rates_.trapped_least_s);
  next_entrapment_s_ = next_after(at_s, rates_.entrapments, entrapments_);
  if (free_ > 0) begin(some_free_box(), at_s, for_s);
}

void Plan::begin(std::size_t box, double at_s, double for_s) {
  trapped_[box] = true;
  --free_;
  const std::uint64_t episode = ++episodes_[box];
  steps_.push({at_s, box, EventKind::trapped, episode});
  if (for_s > 0) steps_.push({at_s + for_s, box, EventKind::recovered, episode});
}

// From a drawn one on: cheap as long as few are taken.
std::size_t Plan::some_free_box() {
  auto box = static_cast<std::size_t>(choices_.below(trapped_.size()));
  while (trapped_[box]) box = (box + 1) % trapped_.size();
  return box;
}

void Plan::trap(const Mass& mass, double now_s) {
  const auto count = std::min(mass.entrapments, free_);
  const auto step_s = count > 1 ? mass.over_s / static_cast<double>(count - 1) : 0;
  for (std::size_t i = 0; i < count; ++i) begin(some_free_box(), now_s + static_cast<double>(i) * step_s, mass.for_s);
}

void Plan::tell_late(std::size_t count, double age_s, Late late, double now_s) {
  count = std::min(count, free_);
  for (std::size_t i = 0; i < count; ++i) {
    const auto box = some_free_box();
    const std::uint64_t episode = ++episodes_[box];
    steps_.push({now_s, box, EventKind::trapped, episode, age_s});
    trapped_[box] = true;
    --free_;
    // Behind it in the same journal, a moment later.
    if (late == Late::ended) steps_.push({now_s + 0.001, box, EventKind::recovered, episode, age_s / 2});
  }
}

void Plan::stop() {
  set({}, 0);
  steps_ = {};
}

}  // namespace liftguard::fleet
