// What days add up to.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "tests/bench/detection/day.hpp"
#include "tests/bench/detection/plan.hpp"

namespace liftguard::bench {

struct KindTally {
  std::size_t expected = 0, met = 0, extra = 0;

  [[nodiscard]] double recall() const { return share(met, expected); }
  [[nodiscard]] double precision() const { return share(met, met + extra); }

 private:
  // Of nothing, all.
  [[nodiscard]] static double share(std::size_t part, std::size_t whole) {
    return whole == 0 ? 1 : static_cast<double>(part) / static_cast<double>(whole);
  }
};

struct Tally {
  std::size_t days_played = 0;  // of any length
  double seconds = 0;           // simulated
  std::map<std::string, KindTally, std::less<>> kinds;
  std::size_t rides_found = 0;  // met or with faults
  std::vector<double> ride_errors_m;
  std::vector<Delay> delays;
  std::vector<std::string> faults;  // "dense_day seed 7: missing trapped between ...", in the order of the plan
  std::uint32_t fingerprint = 0;

  void add(const DayResult& day);
  [[nodiscard]] KindTally of(std::string_view kind) const;
  [[nodiscard]] double simulated_days() const { return seconds / 86'400; }
  [[nodiscard]] std::vector<double> delays_of(lift::EntrapmentKind kind) const;  // in seconds
};

// What boxes with all their sensors make of it, and those with some.
struct Measurement {
  Tally whole, partial;
  std::vector<Stretch> played;

  [[nodiscard]] std::size_t days_played() const { return whole.days_played + partial.days_played; }
  [[nodiscard]] std::size_t faults() const { return whole.faults.size() + partial.faults.size(); }
  [[nodiscard]] std::uint32_t fingerprint() const { return whole.fingerprint ^ partial.fingerprint; }
};
[[nodiscard]] Measurement measurement_of(std::span<const DayResult> days);

[[nodiscard]] std::vector<std::string> faults_of(const DayResult& day);

}  // namespace liftguard::bench
