#include "simulators/replay/corpus/sweep.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "common/trace/numbers.hpp"
#include "firmware/port/rows/parameter_values.hpp"
#include "simulators/replay/corpus/crew.hpp"
#include "simulators/replay/text/json_line.hpp"
#include "simulators/replay/text/moment.hpp"
#include "simulators/replay/text/text_table.hpp"

namespace liftguard::replay {
namespace {

constexpr double kMostValues = 200;

Refusal wrong(std::string_view text, const std::string& why) {
  return refuse("usage", "--sweep " + std::string(text) + ": " + why);
}

// first:last:step
std::optional<std::array<double, 3>> three_numbers(std::string_view text) {
  std::array<double, 3> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto colon = text.find(':');
    if ((colon == std::string_view::npos) != (i + 1 == numbers.size())) return std::nullopt;
    const auto number = trace::parse_number(text.substr(0, colon));
    if (!number || !std::isfinite(*number)) return std::nullopt;
    numbers[i] = *number;
    text.remove_prefix(std::min(colon + 1, text.size()));
  }
  return numbers;
}

using Tallies = std::vector<trace::Comparison>;

Result<Tallies> judge_one(const CorpusItem& item, std::span<const Options> options) {
  auto verdicts = judge(item, options);
  if (!verdicts) return verdicts.error();
  Tallies tallies;
  for (auto& verdict : *verdicts) tallies.push_back(std::move(*verdict.comparison));
  return tallies;
}

struct Counted {
  std::string_view zh_en, json;
  trace::KindCount count;
};

std::array<Counted, 3> counted(const Tally& tally) {
  const auto one = [&](std::string_view name) {
    const auto* count = tally.kind(name);
    return count == nullptr ? trace::KindCount{} : *count;
  };
  return {{{"困人 trapped", "trapped", one("trapped")},
           {"所有事件 all events", "events", tally.events()},
           {"运行 rides", "rides", one("ride")}}};
}

}  // namespace

Result<SweepRange> parse_sweep(std::string_view text) {
  const auto equals = text.find('=');
  const auto numbers = equals == std::string_view::npos ? std::nullopt : three_numbers(text.substr(equals + 1));
  if (!numbers) return wrong(text, "KEY=FIRST:LAST:STEP is wanted");
  const auto [first, last, step] = *numbers;
  if (!(step > 0) || last < first) return wrong(text, "the step must be above 0, and LAST not below FIRST");
  const double steps = std::floor((last - first) / step + 1e-6);
  if (steps >= kMostValues) return wrong(text, "has more than 200 values");
  SweepRange range;
  range.key = text.substr(0, equals);
  for (double i = 0; i <= steps; ++i) {
    range.values.push_back(first + i * step);
    engine::Parameters parameters;
    const auto set = port::set_parameter(parameters, range.key + "=" + decimal(range.values.back(), 6));
    if (!set) return wrong(text, set.error().detail);
  }
  return range;
}

Result<std::vector<SweepRow>> sweep(const std::vector<CorpusItem>& items, const SweepRange& range, const Options& base,
                                    std::size_t jobs) {
  for (const auto& item : items)
    if (item.truth.empty()) return refuse("no_file", item.trace + ": has no truth beside it to measure by");
  std::vector<Options> options;
  for (const double value : range.values) {
    options.push_back(base);
    auto& parameters = options.back().parameters;
    const auto setting = range.key + "=" + decimal(value, 6);
    if (auto set = port::set_parameter(parameters, setting); !set) return set.error();
    if (auto fit = port::check_together(parameters); !fit)
      return refuse("usage", "--sweep: " + setting + ": " + fit.error().detail);
  }
  std::vector<Result<Tallies>> results(items.size(), refuse("not_run"));
  work_through(items.size(), {jobs, "扫描 sweep"}, [&](std::size_t i) { results[i] = judge_one(items[i], options); });
  std::vector<SweepRow> rows;
  for (const double value : range.values) rows.push_back({value, {}});
  for (const auto& result : results) {
    if (!result) return result.error();
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].tally.add((*result)[i]);
  }
  return rows;
}

std::string sweep_text(const SweepRange& range, const std::vector<SweepRow>& rows) {
  TextTable table({Align::right, Align::left, Align::right, Align::right, Align::right, Align::right, Align::right});
  table.row({range.key, "种类 Kind", "找到 Found", "漏报 Missed", "误报 Invented", "延迟 Delay p50 s", "p99 s"});
  for (const auto& row : rows) {
    table.rule();
    bool first = true;
    for (const auto& [words, json, count] : counted(row.tally)) {
      table.row({first ? decimal(row.value, 6) : "", std::string(words), std::to_string(count.met),
                 std::to_string(count.expected - count.met), std::to_string(count.extra),
                 delay_text(percentile(count.delays_ms, 0.50)), delay_text(percentile(count.delays_ms, 0.99))});
      first = false;
    }
  }
  return table.text();
}

std::string sweep_json(const SweepRange& range, const std::vector<SweepRow>& rows) {
  std::string out;
  for (const auto& row : rows) {
    JsonLine line(out);
    line.text("parameter", range.key);
    line.number("value", row.value, 6);
    for (const auto& [words, json, count] : counted(row.tally)) {
      const auto key = [&, name = json](std::string_view what) { return std::string(name) + "_" + std::string(what); };
      line.count(key("found"), count.met);
      line.count(key("missed"), count.expected - count.met);
      line.count(key("invented"), count.extra);
      if (const auto p50 = percentile(count.delays_ms, 0.50)) line.number(key("delay_p50_s"), *p50 / 1000.0, 3);
      if (const auto p99 = percentile(count.delays_ms, 0.99)) line.number(key("delay_p99_s"), *p99 / 1000.0, 3);
    }
  }
  return out;
}

}  // namespace liftguard::replay
