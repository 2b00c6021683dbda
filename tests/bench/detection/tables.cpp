#include "tests/bench/detection/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

#include "common/trace/numbers.hpp"
#include "firmware/engine/parameters.hpp"
#include "schemas/event_kind.hpp"
#include "tests/bench/rows/row.hpp"

namespace liftguard::bench {
namespace {

std::string decimal(double value, int decimals) {
  std::string text;
  trace::append_decimal(text, value, decimals);
  return text;
}

std::string decimal(float value) {
  return decimal(static_cast<double>(value), 3);
}

// As many digits as it takes not to call it whole.
std::string share_text(double share) {
  return share == 1 ? "1" : fmt::format("{:.5f}", share);
}

struct KindOfEntrapment {
  lift::EntrapmentKind kind;
  std::string_view title;
};
constexpr std::array kEntrapmentKinds{
    KindOfEntrapment{lift::EntrapmentKind::outside_zone, "DV-6: stopped outside every zone, from the standstill"},
    KindOfEntrapment{lift::EntrapmentKind::outside_zone_button, "DV-6 with the button, from its press"},
    KindOfEntrapment{lift::EntrapmentKind::door_not_opened, "DV-7: the door does not open, from the end of the ride"},
    KindOfEntrapment{lift::EntrapmentKind::door_button, "DV-7 with the button, from its press"},
    KindOfEntrapment{lift::EntrapmentKind::parked, "DV-7: somebody in a parked car, from when the door shut"},
};

constexpr std::size_t kMostBins = 12, kBarLength = 40;
constexpr std::array kBinWidths{0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0};

// Counts by place (seconds / width), of bins that have any; as fine as makes few of them.
struct Bins {
  double width_s = 0;
  std::map<long, std::size_t> counts;
};

Bins bins_of(const std::vector<double>& samples) {
  Bins bins;
  for (const double width : kBinWidths) {
    bins = {width, {}};
    for (const double sample : samples) ++bins.counts[std::lround(std::floor(sample / width))];
    if (bins.counts.size() <= kMostBins) break;
  }
  return bins;
}

std::string histogram(std::string_view title, const std::vector<double>& samples) {
  auto text = fmt::format("{} ({} of them, p99 {:.2f} s)\n", title, samples.size(), percentile(samples, 0.99));
  const auto bins = bins_of(samples);
  std::size_t most = 1;
  for (const auto& [place, count] : bins.counts) most = std::max(most, count);
  auto next = bins.counts.begin()->first;
  for (const auto& [place, count] : bins.counts) {
    if (place != next) text += "     ...\n";
    next = place + 1;
    const double from_s = static_cast<double>(place) * bins.width_s;
    const std::string bar((count * kBarLength + most - 1) / most, '#');
    text += fmt::format("  {:6.1f} - {:6.1f} s {:5} {}\n", from_s, from_s + bins.width_s, count, bar);
  }
  return text;
}

constexpr std::size_t kLineLength = 140;

// Words with blanks between, in lines.
std::string wrapped(const std::vector<std::string>& words) {
  std::string text;
  std::size_t column = 0;
  for (const auto& word : words) {
    const bool fits = column == 0 || column + 1 + word.size() <= kLineLength;
    text.append(column == 0 ? "" : fits ? " " : "\n").append(word);
    column = (fits && column != 0 ? column + 1 : 0) + word.size();
  }
  return text + "\n";
}

// "Seeds 1-6 of `a`. Seed 1 of `b`, `c`.": stretches of the same seeds together.
std::string stretch_list(const std::vector<Stretch>& stretches) {
  std::vector<std::string> words;
  const Stretch* before = nullptr;
  for (const auto& stretch : stretches) {
    if (before == nullptr || before->first_seed != stretch.first_seed || before->days != stretch.days) {
      words.push_back(stretch.days == 1 ? "Seed" : "Seeds");
      words.push_back(stretch.days == 1
                          ? std::to_string(stretch.first_seed)
                          : fmt::format("{}-{}", stretch.first_seed, stretch.first_seed + stretch.days - 1));
      words.emplace_back("of");
    }
    const auto& last = stretches.back();
    const bool ends =
        &stretch == &last || (&stretch + 1)->first_seed != stretch.first_seed || (&stretch + 1)->days != stretch.days;
    words.push_back(fmt::format("`{}`{}", stretch.scenario, ends ? "." : ","));
    before = &stretch;
  }
  return wrapped(words);
}

}  // namespace

std::string parameter_table() {
  std::string text = "| Parameter | Unit | Default | From | To | Rule and source |\n|---|---|---|---|---|---|\n";
  for (const auto& facts : engine::kParameterFacts)
    text += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", facts.name, engine::parameter_unit(facts.name),
                        decimal(facts.default_value), decimal(facts.lowest), decimal(facts.highest), facts.source);
  return text;
}

std::string provenance(const Measurement& measurement) {
  const auto& whole = measurement.whole;
  return fmt::format(
             "{} traces of boxes with all their sensors: {:.2f} simulated days, {} entrapments, {} rides; {} traces of "
             "boxes without some.\n",
             whole.days_played, whole.simulated_days(), whole.of("trapped").expected, whole.of("ride").expected,
             measurement.partial.days_played) +
         stretch_list(measurement.played) +
         fmt::format("Fingerprint of the engine's answers: `{:08x}`.\n", measurement.fingerprint());
}

std::string kind_table(const Tally& tally) {
  std::string text =
      "| Event | Must be found | Found | Missed | Invented | Recall | Precision |\n|---|---|---|---|---|---|---|\n";
  for (const auto& facts : kEventFacts) {
    const auto kind = tally.of(facts.name);
    if (kind.expected + kind.extra == 0) continue;
    text += fmt::format("| `{}` {} | {} | {} | {} | {} | {} | {} |\n", facts.name, facts.zh, kind.expected, kind.met,
                        kind.expected - kind.met, kind.extra, share_text(kind.recall()), share_text(kind.precision()));
  }
  return text;
}

std::string delay_histograms(const Tally& tally) {
  std::string text = "```text\n";
  for (const auto& one : kEntrapmentKinds)
    if (const auto samples = tally.delays_of(one.kind); !samples.empty())
      text += (text.ends_with("text\n") ? "" : "\n") + histogram(one.title, samples);
  return text + "```\n";
}

std::string ride_error_line(const Tally& tally) {
  if (tally.ride_errors_m.empty()) return "No ride was found.\n";
  const auto at = [&](double share) { return percentile(tally.ride_errors_m, share); };
  return fmt::format(
      "Length of a ride against the truth: half are within {:.3f} m, 99 % within {:.3f} m, all within "
      "{:.3f} m.\n",
      at(0.5), at(0.99), at(1));
}

std::string recorded_line(const RecordedTally& tally) {
  return fmt::format(
      "Real recordings: {} traces with {} rides; {} found as the truth has them, {} invented; the longest "
      "error of a length is {:.2f} m.\n",
      tally.traces, tally.rides_expected, tally.rides_met, tally.rides_extra,
      tally.ride_errors_m.empty() ? 0.0 : percentile(tally.ride_errors_m, 1));
}

std::string fault_list(const Measurement& measurement) {
  std::string text;
  for (const auto* tally : {&measurement.whole, &measurement.partial})
    for (const auto& fault : tally->faults) text += fault + "\n";
  return text;
}

}  // namespace liftguard::bench
