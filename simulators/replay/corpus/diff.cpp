#include "simulators/replay/corpus/diff.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <span>

#include "simulators/replay/corpus/crew.hpp"
#include "simulators/replay/text/moment.hpp"

namespace liftguard::replay {
namespace {

using trace::Found;
using Times = std::vector<const Found*>;

double time_of(const Found& event) {
  return event.event == "ride" ? event.start_ms : event.t_ms;
}

std::map<std::string, Times> by_kind(const std::vector<Found>& events) {
  std::map<std::string, Times> kinds;
  for (const auto& event : events) kinds[event.event].push_back(&event);
  for (auto& [name, times] : kinds)
    std::stable_sort(times.begin(), times.end(),
                     [](const auto* a, const auto* b) { return time_of(*a) < time_of(*b); });
  return kinds;
}

// What is different besides the time that pairs them.
std::string ride_change(const Found& old_ride, const Found& new_ride, const DiffTolerance& tolerance) {
  std::string what;
  const auto note = [&](const std::string& text) { what.append(what.empty() ? "" : ", ").append(text); };
  if (std::abs(new_ride.end_ms - old_ride.end_ms) > tolerance.moved_ms)
    note("end " + clock_text(old_ride.end_ms / 1000, 2) + " → " + clock_text(new_ride.end_ms / 1000, 2));
  const auto metres = [](const Found& ride) { return ride.metres ? decimal(*ride.metres, 2) : std::string("?"); };
  const bool lengths = old_ride.metres && new_ride.metres;
  if (lengths ? std::abs(*new_ride.metres - *old_ride.metres) > tolerance.moved_m
              : old_ride.metres.has_value() != new_ride.metres.has_value())
    note(metres(old_ride) + " m → " + metres(new_ride) + " m");
  return what;
}

void compare_pair(const Found& before, const Found& after, const DiffTolerance& tolerance,
                  std::vector<Change>& changes) {
  const auto what = before.event == "ride" ? ride_change(before, after, tolerance) : std::string{};
  const double old_ms = time_of(before), new_ms = time_of(after);
  if (std::abs(new_ms - old_ms) > tolerance.moved_ms || !what.empty())
    changes.push_back({ChangeKind::moved, before.event, old_ms, new_ms, what});
}

// Costs of the cheapest way to pair the first i of `before` with the first j of `after`, in order: a pair costs its
// shift, an event left alone as much as the farthest pair, so that two are paired rather than left alone.
class Alignment {
 public:
  Alignment(std::span<const Found* const> before, std::span<const Found* const> after, double same_ms)
      : before_(before), after_(after), same_ms_(same_ms), costs_((before.size() + 1) * (after.size() + 1)) {
    for (std::size_t i = 0; i <= before.size(); ++i)
      for (std::size_t j = 0; j <= after.size(); ++j) at(i, j) = cheapest(i, j);
  }
  [[nodiscard]] double& at(std::size_t i, std::size_t j) { return costs_[i * (after_.size() + 1) + j]; }
  [[nodiscard]] bool ends_with_pair(std::size_t i, std::size_t j) {
    return i > 0 && j > 0 && shift(i, j) <= same_ms_ && at(i, j) == at(i - 1, j - 1) + shift(i, j);
  }
  [[nodiscard]] bool ends_with_lost(std::size_t i, std::size_t j) {
    return i > 0 && at(i, j) == at(i - 1, j) + same_ms_;
  }

 private:
  [[nodiscard]] double shift(std::size_t i, std::size_t j) const {
    return std::abs(time_of(*before_[i - 1]) - time_of(*after_[j - 1]));
  }
  [[nodiscard]] double cheapest(std::size_t i, std::size_t j) {
    if (i == 0 || j == 0) return same_ms_ * static_cast<double>(i + j);
    const double alone = std::min(at(i - 1, j), at(i, j - 1)) + same_ms_;
    return shift(i, j) <= same_ms_ ? std::min(alone, at(i - 1, j - 1) + shift(i, j)) : alone;
  }

  std::span<const Found*const> before_, after_;
  double same_ms_;
  std::vector<double> costs_;
};

void compare_cluster(std::span<const Found* const> before, std::span<const Found* const> after,
                     const DiffTolerance& tolerance, std::vector<Change>& changes) {
  Alignment alignment(before, after, tolerance.same_ms);
  for (auto i = before.size(), j = after.size(); i > 0 || j > 0;) {
    if (alignment.ends_with_pair(i, j)) {
      compare_pair(*before[--i], *after[--j], tolerance, changes);
    } else if (alignment.ends_with_lost(i, j)) {
      --i;
      changes.push_back({ChangeKind::lost, before[i]->event, time_of(*before[i]), 0, {}});
    } else {
      --j;
      changes.push_back({ChangeKind::gained, after[j]->event, 0, time_of(*after[j]), {}});
    }
  }
}

// Events with a gap before them that no pair can bridge are looked at by themselves: a day has thousands.
void compare_kind(const Times& before, const Times& after, const DiffTolerance& tolerance,
                  std::vector<Change>& changes) {
  const std::span<const Found*const> olds(before), news(after);
  for (std::size_t i = 0, j = 0; i < olds.size() || j < news.size();) {
    const auto first_i = i, first_j = j;
    double latest = 1e300;  // of the cluster
    while (i < olds.size() || j < news.size()) {
      const bool is_old = j == news.size() || (i < olds.size() && time_of(*olds[i]) <= time_of(*news[j]));
      const double t = time_of(is_old ? *olds[i] : *news[j]);
      if (t - latest > tolerance.same_ms) break;
      latest = t;
      ++(is_old ? i : j);
    }
    compare_cluster(olds.subspan(first_i, i - first_i), news.subspan(first_j, j - first_j), tolerance, changes);
  }
}

double order(const Change& change) {
  return change.kind == ChangeKind::gained ? change.new_ms : change.old_ms;
}

struct Compared {
  std::vector<Change> changes;
  std::size_t before = 0, after = 0;
};

Result<Compared> compare_one(const CorpusItem& item, const EventSource& before, const EventSource& after,
                             const DiffTolerance& tolerance) {
  const auto old_events = before.events(item);
  if (!old_events) return old_events.error();
  const auto new_events = after.events(item);
  if (!new_events) return new_events.error();
  return Compared{compare_events(*old_events, *new_events, tolerance), old_events->size(), new_events->size()};
}

std::vector<CorpusItem> recorded_items(const EventSource& before, const EventSource& after) {
  std::set<std::string> names;
  for (const auto* source : {&before, &after})
    for (const auto& name : source->recorded()) names.insert(name);
  std::vector<CorpusItem> items;
  items.reserve(names.size());
  for (const auto& name : names) items.push_back({{}, name, {}});
  return items;
}

}  // namespace

std::vector<Change> compare_events(const std::vector<Found>& before, const std::vector<Found>& after,
                                   const DiffTolerance& tolerance) {
  const auto old_kinds = by_kind(before), new_kinds = by_kind(after);
  std::vector<Change> changes;
  for (const auto& [name, times] : old_kinds) {
    const auto found = new_kinds.find(name);
    compare_kind(times, found == new_kinds.end() ? Times{} : found->second, tolerance, changes);
  }
  for (const auto& [name, times] : new_kinds)
    if (!old_kinds.contains(name)) compare_kind({}, times, tolerance, changes);
  std::stable_sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return order(a) < order(b); });
  return changes;
}

bool Diff::lost_trapped() const {
  return std::any_of(traces.begin(), traces.end(), [](const Trace& trace) {
    return std::any_of(trace.changes.begin(), trace.changes.end(), [](const Change& change) {
      return change.kind == ChangeKind::lost && change.event == "trapped";
    });
  });
}

Result<Diff> diff(const EventSource& before, const EventSource& after, std::vector<CorpusItem> items,
                  const DiffTolerance& tolerance, std::size_t jobs) {
  if (items.empty()) {
    if (before.needs_traces() || after.needs_traces())
      return refuse("usage", "--diff with a program or a site file needs the traces to run it on");
    items = recorded_items(before, after);
    if (items.empty()) return refuse("no_file", "neither folder of --diff has a *.jsonl file");
  }
  std::vector<Result<Compared>> results(items.size(), refuse("not_run"));
  work_through(items.size(), {jobs, "比较 diff"},
               [&](std::size_t i) { results[i] = compare_one(items[i], before, after, tolerance); });
  Diff all;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!results[i]) return results[i].error();
    ++all.compared;
    all.before += results[i]->before;
    all.after += results[i]->after;
    if (!results[i]->changes.empty()) all.traces.push_back({items[i].name, std::move(results[i]->changes)});
  }
  return all;
}

}  // namespace liftguard::replay
