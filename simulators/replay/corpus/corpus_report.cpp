#include "simulators/replay/corpus/corpus_report.hpp"

#include <algorithm>
#include <filesystem>

#include "simulators/replay/corpus/crew.hpp"
#include "simulators/replay/files/output.hpp"
#include "simulators/replay/text/json_line.hpp"
#include "simulators/replay/text/moment.hpp"
#include "simulators/replay/text/text_table.hpp"

namespace liftguard::replay {
namespace {

namespace fs = std::filesystem;
using Line = CorpusReport::Line;

std::string of(std::size_t met, std::size_t expected) {
  return std::to_string(met) + "/" + std::to_string(expected);
}

Result<void> write_lines(const std::string& folder, const std::string& name, std::string_view lines) {
  const auto path = fs::path(folder) / (name + ".jsonl");
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  return write_file(path.string(), lines);
}

Result<Line> judge_one(const CorpusItem& item, const CorpusOptions& options) {
  auto verdicts = judge(item, {&options.replay, 1});
  if (!verdicts) return verdicts.error();
  auto& verdict = verdicts->front();
  if (!options.out_folder.empty())
    if (auto written = write_lines(options.out_folder, item.name, verdict.lines); !written) return written.error();
  return Line{item.name, verdict.summary, std::move(verdict.comparison)};
}

void append_traces(std::string& out, const CorpusReport& report) {
  TextTable table({Align::left, Align::right, Align::right, Align::right, Align::right, Align::left});
  table.row({"轨迹 Trace", "运行 Rides", "事件 Events", "漏报 Missed", "误报 Invented", "结论 Verdict"});
  table.rule();
  for (const auto& line : report.lines) {
    if (!line.comparison) {
      table.row({line.name, std::to_string(line.summary.rides), std::to_string(line.summary.events), "-", "-",
                 "无真值 no truth"});
      continue;
    }
    const auto& c = *line.comparison;
    table.row({line.name, of(c.rides_met, c.rides_expected), of(c.events_met, c.events_expected),
               std::to_string(c.missing.size()), std::to_string(c.extra.size()),
               c.met() ? "符合 met" : "不符 NOT MET"});
  }
  out += table.text();
}

void append_faults(std::string& out, const CorpusReport& report) {
  for (const auto& line : report.lines) {
    if (!line.comparison) continue;
    for (const auto& what : line.comparison->missing) out += line.name + ": 漏 missing " + what + "\n";
    for (const auto& what : line.comparison->extra) out += line.name + ": 多 extra " + what + "\n";
  }
}

void append_kinds(std::string& out, const CorpusReport& report) {
  TextTable table({Align::left, Align::right, Align::right, Align::right, Align::right, Align::right, Align::right});
  table.row({"种类 Kind", "应有 Expected", "找到 Found", "漏报 Missed", "误报 Invented", "延迟 Delay p50 s", "p99 s"});
  table.rule();
  for (const auto& [name, count] : report.tally.kinds())
    table.row({name, std::to_string(count.expected), std::to_string(count.met),
               std::to_string(count.expected - count.met), std::to_string(count.extra),
               delay_text(percentile(count.delays_ms, 0.50)), delay_text(percentile(count.delays_ms, 0.99))});
  out += table.text();
}

}  // namespace

bool CorpusReport::met() const {
  return std::all_of(lines.begin(), lines.end(),
                     [](const Line& line) { return !line.comparison || line.comparison->met(); });
}

Result<CorpusReport> judge_corpus(const std::vector<CorpusItem>& items, const CorpusOptions& options) {
  std::vector<Result<Line>> results(items.size(), refuse("not_run"));
  work_through(items.size(), {options.jobs, "回放 replay"},
               [&](std::size_t i) { results[i] = judge_one(items[i], options); });
  CorpusReport report;
  for (auto& result : results) {
    if (!result) return result.error();
    report.trace_s += result->summary.trace_s;
    if (result->comparison) report.tally.add(*result->comparison);
    report.lines.push_back(std::move(*result));
  }
  return report;
}

std::string corpus_text(const CorpusReport& report) {
  std::string out;
  append_traces(out, report);
  out += "\n";
  if (!report.met()) {
    append_faults(out, report);
    out += "\n";
  }
  append_kinds(out, report);
  const auto count = [&](auto is) {
    return std::to_string(std::count_if(report.lines.begin(), report.lines.end(), is));
  };
  out += "\n轨迹 traces " + std::to_string(report.lines.size()) + ": 符合 met " +
         count([](const Line& line) { return line.comparison && line.comparison->met(); }) + ", 不符 not met " +
         count([](const Line& line) { return line.comparison && !line.comparison->met(); }) + ", 无真值 no truth " +
         count([](const Line& line) { return !line.comparison; }) + "\n";
  return out;
}

std::string corpus_json(const CorpusReport& report) {
  std::string out;
  for (const auto& line : report.lines) {
    JsonLine json(out);
    json.text("trace", line.name);
    json.count("rides", line.summary.rides);
    json.count("events", line.summary.events);
    if (!line.comparison) continue;
    const auto& c = *line.comparison;
    json.count("rides_expected", c.rides_expected);
    json.count("rides_met", c.rides_met);
    json.count("events_expected", c.events_expected);
    json.count("events_met", c.events_met);
    json.list("missing", c.missing, [&](const std::string& what) { json.quote(what); });
    json.list("extra", c.extra, [&](const std::string& what) { json.quote(what); });
    json.flag("met", c.met());
  }
  for (const auto& [name, count] : report.tally.kinds()) {
    JsonLine json(out);
    json.text("kind", name);
    json.count("expected", count.expected);
    json.count("found", count.met);
    json.count("missed", count.expected - count.met);
    json.count("invented", count.extra);
    if (const auto p50 = percentile(count.delays_ms, 0.50)) json.number("delay_p50_s", *p50 / 1000.0, 3);
    if (const auto p99 = percentile(count.delays_ms, 0.99)) json.number("delay_p99_s", *p99 / 1000.0, 3);
  }
  return out;
}

}  // namespace liftguard::replay
