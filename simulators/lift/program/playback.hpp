// A scenario as rows, one after the other, in bounded memory however long it is: a day at 100 Hz has 8.64 million.
//
//   Playback day{*find_scenario("city_day"), {.seed = 7}};
//   while (const trace::Row* row = day.next()) feed(*row);
//   judge(day.truth(), day.entrapments());
//
// The rows and the header are those of the trace that `liftguard-simulate` writes for the same scenario and seed, cell
// by cell and to the written precision, so that whatever is found here can be looked at there. One thread a playback;
// any number of them side by side.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "common/trace/row.hpp"
#include "common/trace/truth.hpp"
#include "simulators/lift/scenarios/scenario.hpp"
#include "simulators/lift/witness/witness.hpp"

namespace liftguard::lift {

class Playback {
 public:
  // The scenario must be one that ends by itself, and outlives the playback.
  Playback(const Scenario& scenario, const Play& play);
  Playback(const Playback&) = delete;
  Playback& operator=(const Playback&) = delete;

  [[nodiscard]] const trace::TraceHeader& header() const { return header_; }

  // Valid until the next call; null once the scenario has ended. Throws what the scenario's story throws.
  [[nodiscard]] const trace::Row* next();

  // What the witness has seen so far; whole once next() gave null.
  [[nodiscard]] trace::Truth truth() const { return witness_.truth(); }
  [[nodiscard]] std::span<const Entrapment> entrapments() const { return witness_.entrapments(); }
  [[nodiscard]] std::span<const std::string> doubts() const { return witness_.doubts(); }

 private:
  World world_;
  Witness witness_;
  trace::TraceHeader header_;
  trace::Row row_;
};

}  // namespace liftguard::lift
