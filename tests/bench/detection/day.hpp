// One simulated day (or hour) against its truth: the simulator's rows into the engine, in process, no files.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/trace/truth.hpp"
#include "simulators/lift/scenarios/scenario.hpp"
#include "simulators/lift/witness/expectations.hpp"

namespace liftguard::bench {

struct DayPlan {
  const lift::Scenario* scenario = nullptr;
  std::uint64_t seed = 1;
};

// From the true instant of DV-6 or DV-7 to the report.
struct Delay {
  lift::EntrapmentKind kind = lift::EntrapmentKind::outside_zone;
  double seconds = 0;
  double allowed_s = 0;       // by the truth: more than the rule's own where a sensor that it rests on is dead
  bool known_before = false;  // the engine knew of the people before that instant
};

struct DayResult {
  DayPlan plan;
  double seconds = 0;           // of simulated time
  std::size_t rides_found = 0;  // at the time of an expected one, with faults or without
  std::map<std::string, trace::KindCount, std::less<>> kinds;
  std::vector<double> ride_errors_m;
  std::vector<Delay> delays;
  std::vector<std::string> missing, extra;  // a sentence each
  std::uint32_t fingerprint = 0;            // of all that the engine reported: kinds, times, metres
};

// nullopt where `stop` came true before its end. Throws what the scenario's story throws.
[[nodiscard]] std::optional<DayResult> play_day(const DayPlan& plan, const std::atomic<bool>& stop);

}  // namespace liftguard::bench
