#include "tests/bench/detection/day.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "common/base/checksum.hpp"
#include "firmware/engine/engine.hpp"
#include "firmware/port/rows/row_inputs.hpp"
#include "simulators/lift/program/playback.hpp"
#include "simulators/lift/program/record.hpp"
#include "simulators/replay/replay.hpp"

namespace liftguard::bench {
namespace {

constexpr std::uint64_t kRowsBetweenLooks = 100'000;  // for who wants to stop: some tens of milliseconds

// What the engine has reported.
class Reports {
 public:
  void take(std::span<const engine::Event> events) {
    for (const auto& event : events) {
      found_.push_back(replay::found(event));
      occupied_ms_.push_back(occupied_since_ms(event));
    }
  }
  [[nodiscard]] const std::vector<trace::Found>& found() const { return found_; }
  [[nodiscard]] bool knew_before(std::size_t place, double t_ms) const { return occupied_ms_[place] <= t_ms; }
  [[nodiscard]] std::uint32_t fingerprint() const {
    std::string text;
    for (const auto& one : found_) {
      text += one.event + ' ' + std::to_string(std::llround(one.t_ms));
      if (one.metres) text += ' ' + std::to_string(std::llround(*one.metres * 1000));
      text += '\n';
    }
    return crc32c({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }

 private:
  static double occupied_since_ms(const engine::Event& event) {
    for (const auto& reason : event.reasons())
      if (reason.kind == engine::ReasonKind::occupied)
        return static_cast<double>(reason.at.time_since_epoch().count()) / 1000.0;
    return INFINITY;
  }

  std::vector<trace::Found> found_;
  std::vector<double> occupied_ms_;  // of each found one; infinite: not a reason of it
};

// What each `trapped` of the truth rests on, both in time order; the rest of the list has none.
std::vector<const lift::Entrapment*> causes_of(const trace::Truth& truth, std::span<const lift::Entrapment> all) {
  std::vector<const lift::Entrapment*> entrapments;
  for (const auto& one : all) entrapments.push_back(&one);
  std::stable_sort(entrapments.begin(), entrapments.end(),
                   [](const auto* a, const auto* b) { return a->window.after_s < b->window.after_s; });
  std::vector<const lift::Entrapment*> causes;
  std::size_t next = 0;
  for (const auto& event : truth.events)
    causes.push_back(event.event == "trapped" && next < entrapments.size() ? entrapments[next++] : nullptr);
  return causes;
}

void add_delays(DayResult& result, const trace::Truth& truth, const trace::Comparison& comparison,
                std::span<const lift::Entrapment> entrapments, const Reports& reports) {
  const auto causes = causes_of(truth, entrapments);
  for (const auto& match : comparison.events) {
    const auto* cause = causes[match.expected];
    if (cause == nullptr) continue;
    const double since_ms = truth.events[match.expected].after_ms - (cause->window.after_s - cause->since_s) * 1000;
    result.delays.push_back({cause->kind, (reports.found()[match.found].t_ms - since_ms) / 1000,
                             cause->window.before_s - cause->since_s, reports.knew_before(match.found, since_ms)});
  }
}

void add_ride_errors(DayResult& result, const trace::Truth& truth, const trace::Comparison& comparison,
                     const Reports& reports) {
  result.rides_found = comparison.rides.size();
  for (const auto& match : comparison.rides) {
    const auto& expected = (*truth.rides)[match.expected];
    const auto& found = reports.found()[match.found];
    if (expected.metres && found.metres) result.ride_errors_m.push_back(std::abs(*found.metres - *expected.metres));
  }
}

DayResult judge(const DayPlan& plan, const trace::Truth& truth, std::span<const lift::Entrapment> entrapments,
                const Reports& reports) {
  auto comparison = trace::compare(truth, reports.found());
  DayResult result;
  result.plan = plan;
  add_delays(result, truth, comparison, entrapments, reports);
  add_ride_errors(result, truth, comparison, reports);
  result.kinds = std::move(comparison.kinds);
  result.missing = std::move(comparison.missing);
  result.extra = std::move(comparison.extra);
  result.fingerprint = reports.fingerprint();
  return result;
}

// A phone's posture is found from the whole trace, as whoever recorded it would do.
DayResult play_phone(const DayPlan& plan, const lift::Play& play) {
  const auto recording = lift::record(*plan.scenario, play);
  Reports reports;
  replay::Options options;
  options.any_posture = true;
  replay::Watchers watchers;
  watchers.event = [&](const engine::Event& event) { reports.take({&event, 1}); };
  const auto summary = replay::replay(plan.scenario->name, recording.trace, options, watchers);
  if (!summary) throw std::runtime_error(summary.error().detail);
  auto result = judge(plan, recording.truth, {}, reports);
  result.seconds = summary->trace_s;
  return result;
}

}  // namespace

std::optional<DayResult> play_day(const DayPlan& plan, const std::atomic<bool>& stop) {
  lift::Play play;
  play.seed = plan.seed;
  if (plan.scenario->kind.fit.phone) return play_phone(plan, play);
  lift::Playback playback(*plan.scenario, play);
  const auto site = port::site_of(playback.header());
  if (!site) throw std::runtime_error(site.error().detail);
  engine::Engine engine(*site, engine::Parameters{});
  Reports reports;
  std::uint64_t rows = 0;
  std::int64_t first_us = 0, last_us = 0;
  while (const auto* row = playback.next()) {
    const port::RowInputs inputs(*row);
    for (const auto& input : inputs.inputs()) reports.take(engine.step(input));
    last_us = row->t_us;
    if (rows == 0) first_us = last_us;
    if (++rows % kRowsBetweenLooks == 0 && stop) return std::nullopt;
  }
  reports.take(engine.finish());
  auto result = judge(plan, playback.truth(), playback.entrapments(), reports);
  result.seconds = static_cast<double>(last_us - first_us) * 1e-6;
  return result;
}

}  // namespace liftguard::bench
