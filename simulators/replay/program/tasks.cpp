#include "simulators/replay/program/tasks.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "simulators/replay/clip_trace.hpp"
#include "simulators/replay/corpus/corpus_report.hpp"
#include "simulators/replay/corpus/diff.hpp"
#include "simulators/replay/corpus/sweep.hpp"
#include "simulators/replay/event_json.hpp"
#include "simulators/replay/files/input_file.hpp"
#include "simulators/replay/files/output.hpp"
#include "simulators/replay/plot/plot.hpp"
#include "simulators/replay/program/parameter_list.hpp"
#include "simulators/replay/text/explain_report.hpp"
#include "simulators/replay/text/moment.hpp"

namespace liftguard::replay {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

Result<int> printed(std::string_view text, int status) {
  if (auto done = print(text); !done) return done.error();
  return status;
}

double times_real_time(double trace_s, SteadyTime start) {
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return took.count() > 0 ? trace_s / took.count() : 0.0;
}

void tell(const Summary& summary, SteadyTime start) {
  std::fprintf(stderr, "liftguard-replay: %zu rides, %zu events, %llu rows, %.0f s, %.0f times real time\n",
               summary.rides, summary.events, static_cast<unsigned long long>(summary.rows), summary.trace_s,
               times_real_time(summary.trace_s, start));
}

std::string judgement(const trace::Comparison& comparison) {
  std::string lines;
  for (const auto& what : comparison.missing) lines += note_json("missing", what);
  for (const auto& what : comparison.extra) lines += note_json("extra", what);
  return lines;
}

Result<void> write_plot(const Arguments& arguments, const Plot& plot, const std::optional<trace::Truth>& truth) {
  const auto name = std::filesystem::path(arguments.traces.front()).filename().string();
  return write_file(arguments.plot, plot.svg(name, truth ? &*truth : nullptr));
}

Result<int> run_clip(const Arguments& arguments) {
  const auto file = InputFile::open(arguments.clip, Content::document);
  if (!file) return file.error();
  const auto text = file->text();
  const auto clip = clip::unpack(std::vector<std::uint8_t>(text.begin(), text.end()));
  if (!clip) return refuse("bad_clip", arguments.clip + ": " + clip.error().detail);
  const auto trace = trace_of(*clip);
  for (const auto& what : trace.lacks) std::fprintf(stderr, "liftguard-replay: not in the trace: %s\n", what.c_str());
  const auto done = arguments.out.empty() ? print(trace.text) : write_file(arguments.out, trace.text);
  if (!done) return done.error();
  return kDone;
}

// The events that came before a bad row are printed all the same; the row is the refusal.
Result<int> run_single(const Arguments& arguments) {
  const auto options = options_of(arguments);
  if (!options) return options.error();
  const auto truth = read_truth(arguments.truth);
  if (!truth) return truth.error();
  const auto& trace = arguments.traces.front();
  const auto file = InputFile::open(trace, Content::trace);
  if (!file) return file.error();

  std::vector<trace::Found> list;
  std::string lines;
  Plot plot;
  Watchers watchers;
  const bool plotting = !arguments.plot.empty();
  watchers.event = [&](const engine::Event& event) {
    append_json(lines, event);
    if (*truth) list.push_back(found(event));
    if (plotting) plot.take(event);
  };
  if (plotting) {
    watchers.lift = [&](const trace::TraceHeader& lift) { plot.floors(lift.floors); };
    watchers.row = [&](const trace::Row& row, const engine::Engine& engine) { plot.take(row, engine.glance()); };
  }
  const auto start = std::chrono::steady_clock::now();
  const auto summary = replay(trace, file->text(), *options, watchers);
  if (!summary) {
    if (auto done = print(lines); !done) return done.error();
    return summary.error();
  }
  tell(*summary, start);
  if (plotting)
    if (auto written = write_plot(arguments, plot, *truth); !written) return written.error();
  if (!*truth) return printed(lines, kDone);
  const auto comparison = trace::compare(**truth, list);
  return printed(lines + judgement(comparison), comparison.met() ? kDone : kNotMet);
}

// Explained is the engine after the last row that is not later than the instant.
Result<int> run_explain(const Arguments& arguments) {
  const auto options = options_of(arguments);
  if (!options) return options.error();
  const auto& trace = arguments.traces.front();
  const auto file = InputFile::open(trace, Content::trace);
  if (!file) return file.error();

  const auto name = std::filesystem::path(trace).filename().string();
  std::string out;
  std::size_t next = 0;
  std::optional<engine::Explanation> last;  // of a row at the very instant: more rows of that time may follow
  const auto& wanted = arguments.explain_us;
  const auto append = [&](const engine::Explanation& explanation) {
    out += arguments.json ? explain_json(explanation) : (out.empty() ? "" : "\n") + explain_text(name, explanation);
    ++next;
  };
  Watchers watchers;
  watchers.before_row = [&](const trace::Row& row, const engine::Engine& engine) {
    while (next < wanted.size() && wanted[next] < row.t_us) append(engine.explain());
  };
  watchers.row = [&](const trace::Row& row, const engine::Engine& engine) {
    if (next < wanted.size() && wanted[next] == row.t_us) last = engine.explain();
  };
  const auto summary = replay(trace, file->text(), *options, watchers);
  if (!summary) return summary.error();
  const auto end_us = std::llround(summary->trace_s * 1e6);
  while (last && next < wanted.size() && wanted[next] == end_us) append(*last);
  if (next < wanted.size())
    return refuse("usage", "--explain " + clock_text(static_cast<double>(wanted[next]) * 1e-6, 3) + ": " + trace +
                               " ends at " + clock_text(summary->trace_s, 3));
  return printed(out, kDone);
}

Result<int> run_corpus(const Arguments& arguments) {
  const auto options = options_of(arguments);
  if (!options) return options.error();
  const auto items = find_corpus(arguments.traces);
  if (!items) return items.error();
  const auto start = std::chrono::steady_clock::now();
  const auto report = judge_corpus(*items, {*options, arguments.jobs, arguments.out});
  if (!report) return report.error();
  std::fprintf(stderr, "liftguard-replay: %zu traces, %.0f s, %.0f times real time\n", report->lines.size(),
               report->trace_s, times_real_time(report->trace_s, start));
  return printed(arguments.json ? corpus_json(*report) : corpus_text(*report), report->met() ? kDone : kNotMet);
}

Result<int> run_sweep(const Arguments& arguments) {
  const auto range = parse_sweep(arguments.sweep);
  if (!range) return range.error();
  const auto options = options_of(arguments);
  if (!options) return options.error();
  const auto items = find_corpus(arguments.traces);
  if (!items) return items.error();
  const auto rows = sweep(*items, *range, *options, arguments.jobs);
  if (!rows) return rows.error();
  return printed(arguments.json ? sweep_json(*range, *rows) : sweep_text(*range, *rows), kDone);
}

Result<int> run_diff(const Arguments& arguments) {
  Options options;
  options.any_posture = arguments.any_posture;
  const auto before = open_source(arguments.diff[0], options);
  if (!before) return before.error();
  const auto after = open_source(arguments.diff[1], options);
  if (!after) return after.error();
  std::vector<CorpusItem> items;
  if (!arguments.traces.empty()) {
    auto found = find_corpus(arguments.traces);
    if (!found) return found.error();
    items = std::move(*found);
  }
  DiffTolerance tolerance;
  if (arguments.tolerance_ms > 0) tolerance.moved_ms = arguments.tolerance_ms;
  const auto changes = diff(**before, **after, std::move(items), tolerance, arguments.jobs);
  if (!changes) return changes.error();
  return printed(arguments.json ? diff_json(*changes) : diff_text(*changes), changes->lost_trapped() ? kNotMet : kDone);
}

}  // namespace

Result<int> run_task(const Arguments& arguments) {
  switch (arguments.task) {
    case Task::help:
      return kDone;
    case Task::parameters:
      return printed(arguments.json ? parameter_list_json() : parameter_list(), kDone);
    case Task::clip:
      return run_clip(arguments);
    case Task::single:
      return run_single(arguments);
    case Task::explain:
      return run_explain(arguments);
    case Task::corpus:
      return run_corpus(arguments);
    case Task::sweep:
      return run_sweep(arguments);
    case Task::diff:
      return run_diff(arguments);
  }
  return kUnusable;
}

}  // namespace liftguard::replay
