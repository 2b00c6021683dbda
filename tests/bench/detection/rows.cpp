#include "tests/bench/detection/rows.hpp"

#include "tests/bench/rows/row.hpp"

namespace liftguard::bench {
namespace {

constexpr std::string_view kBench = "detection";

// One run has no spread; `samples` is what the figure rests on.
std::string one(std::string_view row, double value, std::string_view unit, std::size_t samples) {
  return row_line(kBench, row, std::span(&value, 1), unit, {{"samples", static_cast<double>(samples)}});
}

std::string counted(std::string_view row, std::size_t part, std::size_t whole) {
  const double value = whole == 0 ? 1 : static_cast<double>(part) / static_cast<double>(whole);
  return one(row, value, "share", whole);
}

void add_percentile(std::vector<std::string>& rows, std::string_view row, const std::vector<double>& samples,
                    double share, std::string_view unit) {
  if (!samples.empty()) rows.push_back(one(row, percentile(samples, share), unit, samples.size()));
}

// The ends of DV-6's and DV-7's windows. Who gets more time by the truth has a box with a dead sensor.
constexpr double kStandstillLast_s = 45, kInZoneLast_s = 140;

// Of people whom the engine knew of before.
std::vector<double> delays(const Tally& tally, lift::EntrapmentKind kind, double last_s) {
  constexpr double kRounding_s = 0.01;
  std::vector<double> list;
  for (const auto& delay : tally.delays)
    if (delay.kind == kind && delay.known_before && delay.allowed_s < last_s + kRounding_s)
      list.push_back(delay.seconds);
  return list;
}

}  // namespace

std::vector<std::string> simulated_rows(const Tally& whole) {
  using enum lift::EntrapmentKind;
  const auto trapped = whole.of("trapped"), rides = whole.of("ride");
  std::vector<std::string> rows{
      counted("trapped_recall", trapped.met, trapped.expected),
      counted("trapped_precision", trapped.met, trapped.met + trapped.extra),
      counted("rides_recall", rides.met, rides.expected),
      counted("rides_precision", whole.rides_found, whole.rides_found + rides.extra),
  };
  add_percentile(rows, "ride_error_p50_m", whole.ride_errors_m, 0.5, "m");
  add_percentile(rows, "ride_error_p99_m", whole.ride_errors_m, 0.99, "m");
  add_percentile(rows, "standstill_to_trapped_p99_s", delays(whole, outside_zone, kStandstillLast_s), 0.99, "s");
  add_percentile(rows, "in_zone_to_trapped_p99_s", delays(whole, door_not_opened, kInZoneLast_s), 0.99, "s");
  rows.push_back(one("entrapments", static_cast<double>(trapped.expected), "entrapments", whole.days_played));
  rows.push_back(one("simulated_days", whole.simulated_days(), "days", whole.days_played));
  return rows;
}

std::vector<std::string> partial_rows(const Tally& partial) {
  const auto trapped = partial.of("trapped"), rides = partial.of("ride");
  return {counted("partial_trapped_recall", trapped.met, trapped.expected),
          counted("partial_trapped_precision", trapped.met, trapped.met + trapped.extra),
          counted("partial_rides_recall", rides.met, rides.expected),
          counted("partial_rides_precision", partial.rides_found, partial.rides_found + rides.extra)};
}

std::vector<std::string> recorded_rows(const RecordedTally& tally) {
  std::vector<std::string> rows{
      one("recorded_traces", static_cast<double>(tally.traces), "traces", tally.traces),
      counted("recorded_rides_recall", tally.rides_met, tally.rides_expected),
      counted("recorded_rides_precision", tally.rides_found, tally.rides_found + tally.rides_extra),
  };
  add_percentile(rows, "recorded_ride_error_p50_m", tally.ride_errors_m, 0.5, "m");
  add_percentile(rows, "recorded_ride_error_p99_m", tally.ride_errors_m, 0.99, "m");
  return rows;
}

}  // namespace liftguard::bench
