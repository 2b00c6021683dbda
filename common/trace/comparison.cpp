// What was found against what is true. Rides are matched in time order, each once, by overlap with the allowed window;
// events by kind and window, earliest window first.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "common/trace/numbers.hpp"
#include "common/trace/truth.hpp"

namespace liftguard::trace {
namespace {

std::string number(double value, int decimals) {
  std::string out;
  append_decimal(out, value, decimals);
  return out;
}

std::string span_text(double start_ms, double end_ms) {
  return number(start_ms / 1000.0, 2) + " s to " + number(end_ms / 1000.0, 2) + " s";
}

std::string metres_text(const std::optional<double>& metres) {
  return metres ? ", " + number(*metres, 2) + " m" : std::string{};
}

std::string floors_text(const std::string& from, const std::string& to) {
  if (from.empty() && to.empty()) return {};
  return ", " + (from.empty() ? "?" : from) + " to " + (to.empty() ? "?" : to);
}

bool overlaps(const TruthRide& ride, const Found& found) {
  return found.start_ms < ride.end_ms && found.end_ms > ride.start_ms;
}

// What the found ride gets wrong; empty: nothing.
std::string ride_faults(const TruthRide& ride, const Found& found, const Tolerance& tolerance) {
  std::string faults;
  const auto note = [&faults](const std::string& fault) { faults.append(faults.empty() ? "" : "; ").append(fault); };
  const double early_ms = tolerance.time_s * 1000.0;
  const double late_ms = std::max(tolerance.time_s, tolerance.end_late_s) * 1000.0;
  const double start_off = found.start_ms - ride.start_ms;
  const double end_off = found.end_ms - ride.end_ms;
  if (std::abs(start_off) > early_ms) note("start off by " + number(start_off / 1000.0, 2) + " s");
  if (end_off < -early_ms || end_off > late_ms) note("end off by " + number(end_off / 1000.0, 2) + " s");
  if (ride.metres) {
    const double allowed = std::max(tolerance.metres, tolerance.relative * std::abs(*ride.metres));
    if (!found.metres)
      note("no metres");
    else if (std::abs(*found.metres - *ride.metres) > allowed)
      note("metres off by " + number(*found.metres - *ride.metres, 2));
  } else if (ride.direction == "up" || ride.direction == "down") {
    if (found.direction != ride.direction)
      note("direction is " + (found.direction.empty() ? "missing" : found.direction));
  }
  if (!ride.from.empty() && ride.from != found.from) note("from is '" + found.from + "'");
  if (!ride.to.empty() && ride.to != found.to) note("to is '" + found.to + "'");
  return faults;
}

void compare_rides(const std::vector<TruthRide>& rides, const Tolerance& tolerance, const std::vector<Found>& found,
                   Comparison& result) {
  result.rides_expected = rides.size();
  auto& count = result.kinds["ride"];
  count.expected = rides.size();
  std::vector<bool> used(found.size(), false);
  for (std::size_t place = 0; place < rides.size(); ++place) {
    const auto& ride = rides[place];
    std::size_t best = found.size();
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (used[i] || found[i].event != "ride" || !overlaps(ride, found[i])) continue;
      if (best == found.size() ||
          std::abs(found[i].start_ms - ride.start_ms) < std::abs(found[best].start_ms - ride.start_ms))
        best = i;
    }
    const auto expected =
        "ride " + span_text(ride.start_ms, ride.end_ms) + metres_text(ride.metres) + floors_text(ride.from, ride.to);
    if (best == found.size()) {
      result.missing.push_back(expected);
      continue;
    }
    used[best] = true;
    result.rides.push_back({place, best});
    const auto faults = ride_faults(ride, found[best], tolerance);
    if (faults.empty())
      ++count.met;
    else
      result.missing.push_back(fmt::format("{} (found with {})", expected, faults));
  }
  result.rides_met = count.met;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].event != "ride" || used[i]) continue;
    ++count.extra;
    result.extra.push_back("ride " + span_text(found[i].start_ms, found[i].end_ms) + metres_text(found[i].metres) +
                           floors_text(found[i].from, found[i].to));
  }
}

void compare_events(const Truth& truth, const std::vector<Found>& found, Comparison& result) {
  result.events_expected = truth.events.size();
  std::vector<std::size_t> expected(truth.events.size());
  std::iota(expected.begin(), expected.end(), std::size_t{0});
  std::stable_sort(expected.begin(), expected.end(),
                   [&](std::size_t a, std::size_t b) { return truth.events[a].before_ms < truth.events[b].before_ms; });
  std::vector<bool> used(found.size(), false);
  for (const std::size_t place : expected) {
    const auto& event = truth.events[place];
    const auto fits = [&](std::size_t i) {
      return !used[i] && found[i].event == event.event && found[i].t_ms >= event.after_ms &&
             found[i].t_ms <= event.before_ms;
    };
    auto& count = result.kinds[event.event];
    ++count.expected;
    std::size_t i = 0;
    while (i < found.size() && !fits(i)) ++i;
    if (i < found.size()) {
      used[i] = true;
      ++result.events_met;
      result.events.push_back({place, i});
      ++count.met;
      count.delays_ms.push_back(found[i].t_ms - event.after_ms);
    } else {
      result.missing.push_back(event.event + " between " + number(event.after_ms / 1000.0, 2) + " s and " +
                               number(event.before_ms / 1000.0, 2) + " s");
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool allowed = std::find(truth.allowed.begin(), truth.allowed.end(), found[i].event) != truth.allowed.end();
    if (used[i] || allowed || found[i].event == "ride") continue;
    ++result.kinds[found[i].event].extra;
    result.extra.push_back(found[i].event + " at " + number(found[i].t_ms / 1000.0, 2) + " s");
  }
}

}  // namespace

Comparison compare(const Truth& truth, const std::vector<Found>& found) {
  Comparison result;
  if (truth.rides) compare_rides(*truth.rides, truth.tolerance, found, result);
  compare_events(truth, found, result);
  return result;
}

}  // namespace liftguard::trace
