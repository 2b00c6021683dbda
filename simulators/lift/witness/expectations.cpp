#include "simulators/lift/witness/expectations.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace liftguard::lift {
namespace {

std::string name_of(EventKind kind) {
  return std::string(find_event(kind)->name);
}

}  // namespace

void Expectations::expect(EventKind kind, const Window& window) {
  events_.push_back({name_of(kind), window.after_s * 1000, window.before_s * 1000});
}

void Expectations::trapped(const Entrapment& entrapment) {
  entrapments_.push_back(entrapment);
  expect(EventKind::trapped, entrapment.window);
}

void Expectations::doubt(EventKind kind, double time_s, std::string_view why) {
  allowed_.insert(name_of(kind));
  doubts_.push_back(fmt::format("{:.2f} s: {}: {}", time_s, name_of(kind), why));
}

trace::Truth Expectations::truth() const {
  trace::Truth truth;
  truth.rides = rides_;
  truth.events = events_;
  std::stable_sort(truth.events.begin(), truth.events.end(),
                   [](const auto& a, const auto& b) { return a.after_ms < b.after_ms; });
  truth.allowed.assign(allowed_.begin(), allowed_.end());
  return truth;
}

}  // namespace liftguard::lift
