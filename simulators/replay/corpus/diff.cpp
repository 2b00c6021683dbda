#include "simulators/replay/corpus/diff.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

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

void compare_kind(const Times& before, const Times& after, const DiffTolerance& tolerance,
                  std::vector<Change>& changes) {
  std::size_t next = 0;  // of `after`: those before it are paired or gained
  const auto gain_until = [&](std::size_t end) {
    for (; next < end; ++next)
      changes.push_back({ChangeKind::gained, after[next]->event, 0, time_of(*after[next]), {}});
  };
  for (const auto* old_event : before) {
    const double t = time_of(*old_event);
    std::size_t best = next;
    while (best + 1 < after.size() && std::abs(time_of(*after[best + 1]) - t) < std::abs(time_of(*after[best]) - t))
      ++best;
    if (best < after.size() && std::abs(time_of(*after[best]) - t) <= tolerance.same_ms) {
      gain_until(best);
      compare_pair(*old_event, *after[best], tolerance, changes);
      next = best + 1;
    } else {
      changes.push_back({ChangeKind::lost, old_event->event, t, 0, {}});
    }
  }
  gain_until(after.size());
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
