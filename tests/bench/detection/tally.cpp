#include "tests/bench/detection/tally.hpp"

#include <bit>

namespace liftguard::bench {

void Tally::add(const DayResult& day) {
  ++days_played;
  seconds += day.seconds;
  for (const auto& [name, count] : day.kinds) {
    auto& kind = kinds[name];
    kind.expected += count.expected;
    kind.met += count.met;
    kind.extra += count.extra;
  }
  rides_found += day.rides_found;
  ride_errors_m.insert(ride_errors_m.end(), day.ride_errors_m.begin(), day.ride_errors_m.end());
  delays.insert(delays.end(), day.delays.begin(), day.delays.end());
  for (auto& fault : faults_of(day)) faults.push_back(std::move(fault));
  fingerprint = std::rotl(fingerprint, 5) ^ day.fingerprint;
}

KindTally Tally::of(std::string_view kind) const {
  const auto found = kinds.find(kind);
  return found == kinds.end() ? KindTally{} : found->second;
}

std::vector<double> Tally::delays_of(lift::EntrapmentKind kind) const {
  std::vector<double> list;
  for (const auto& delay : delays)
    if (delay.kind == kind) list.push_back(delay.seconds);
  return list;
}

Measurement measurement_of(std::span<const DayResult> days) {
  Measurement measurement;
  measurement.played = stretches_of(days);
  for (const auto& day : days)
    (box_of(*day.plan.scenario) == Box::whole ? measurement.whole : measurement.partial).add(day);
  return measurement;
}

std::vector<std::string> faults_of(const DayResult& day) {
  const auto name = std::string(day.plan.scenario->name) + " seed " + std::to_string(day.plan.seed);
  std::vector<std::string> faults;
  for (const auto& what : day.missing) faults.push_back(name + ": missing " + what);
  for (const auto& what : day.extra) faults.push_back(name + ": extra " + what);
  return faults;
}

}  // namespace liftguard::bench
