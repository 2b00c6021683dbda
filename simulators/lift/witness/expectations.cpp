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

void Expectations::leave_open(EventKind kind) {
  allowed_.insert(name_of(kind));
}

trace::Truth Expectations::truth(double clock_start_ms) const {
  trace::Truth truth;
  truth.rides = rides_;
  for (trace::TruthRide& ride : *truth.rides) ride.start_ms += clock_start_ms, ride.end_ms += clock_start_ms;
  truth.events = events_;
  for (trace::TruthEvent& event : truth.events) event.after_ms += clock_start_ms, event.before_ms += clock_start_ms;
  std::stable_sort(truth.events.begin(), truth.events.end(),
                   [](const auto& a, const auto& b) { return a.after_ms < b.after_ms; });
  truth.allowed.assign(allowed_.begin(), allowed_.end());
  return truth;
}

}  // namespace liftguard::lift
