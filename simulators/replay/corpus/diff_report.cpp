#include <map>

#include "simulators/replay/corpus/diff.hpp"
#include "simulators/replay/text/json_line.hpp"
#include "simulators/replay/text/moment.hpp"
#include "simulators/replay/text/text_table.hpp"

namespace liftguard::replay {
namespace {

struct Counts {
  std::size_t lost = 0, gained = 0, moved = 0;

  std::size_t& of(ChangeKind kind) {
    switch (kind) {
      case ChangeKind::lost:
        return lost;
      case ChangeKind::gained:
        return gained;
      case ChangeKind::moved:
        return moved;
    }
    return moved;
  }
};

std::map<std::string, Counts> counts_of(const Diff& diff) {
  std::map<std::string, Counts> counts;
  for (const auto& trace : diff.traces)
    for (const auto& change : trace.changes) ++counts[change.event].of(change.kind);
  return counts;
}

std::string change_text(const Change& change) {
  const auto old_time = clock_text(change.old_ms / 1000, 2), new_time = clock_text(change.new_ms / 1000, 2);
  switch (change.kind) {
    case ChangeKind::lost:
      return "丢失 lost " + change.event + " at " + old_time;
    case ChangeKind::gained:
      return "新增 gained " + change.event + " at " + new_time;
    case ChangeKind::moved: {
      const double by = (change.new_ms - change.old_ms) / 1000;
      return "移动 moved " + change.event + " " + old_time + " → " + new_time + " (" + (by < 0 ? "" : "+") +
             decimal(by, 2) + " s" + (change.what.empty() ? "" : "; " + change.what) + ")";
    }
  }
  return {};
}

std::string_view change_name(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::lost:
      return "lost";
    case ChangeKind::gained:
      return "gained";
    case ChangeKind::moved:
      return "moved";
  }
  return {};
}

}  // namespace

std::string diff_text(const Diff& diff) {
  std::string out;
  for (const auto& trace : diff.traces)
    for (const auto& change : trace.changes) out += trace.name + ": " + change_text(change) + "\n";
  if (!diff.traces.empty()) out += "\n";
  TextTable table({Align::left, Align::right, Align::right, Align::right});
  table.row({"种类 Kind", "丢失 Lost", "新增 Gained", "移动 Moved"});
  table.rule();
  for (const auto& [name, counts] : counts_of(diff))
    table.row({name, std::to_string(counts.lost), std::to_string(counts.gained), std::to_string(counts.moved)});
  if (!diff.traces.empty()) out += table.text() + "\n";
  out += "轨迹 traces " + std::to_string(diff.compared) + ", 有变化 changed " + std::to_string(diff.traces.size()) +
         "; 事件 events " + std::to_string(diff.before) + " → " + std::to_string(diff.after) +
         (diff.lost_trapped() ? "; 丢失困人事件 A TRAPPED EVENT IS LOST" : "") + "\n";
  return out;
}

std::string diff_json(const Diff& diff) {
  std::string out;
  for (const auto& trace : diff.traces)
    for (const auto& change : trace.changes) {
      JsonLine line(out);
      line.text("trace", trace.name);
      line.text("change", change_name(change.kind));
      line.text("event", change.event);
      if (change.kind != ChangeKind::gained) line.number("old_ms", change.old_ms, 3);
      if (change.kind != ChangeKind::lost) line.number("new_ms", change.new_ms, 3);
      if (!change.what.empty()) line.text("what", change.what);
    }
  for (const auto& [name, counts] : counts_of(diff)) {
    JsonLine line(out);
    line.text("kind", name);
    line.count("lost", counts.lost);
    line.count("gained", counts.gained);
    line.count("moved", counts.moved);
  }
  return out;
}

}  // namespace liftguard::replay
