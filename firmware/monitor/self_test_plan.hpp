// When the next self-test is due (DV-22). Pure: times are handed in.
//
// - Every `every`, a little early by chance, so that boxes that once started together drift apart: a test costs the
//   city's gateway an order, and 60,000 boxes must not all test at midnight.
// - The first one a few minutes after a box's first start.
// - The plan outlives a reboot: a box that starts anew every 20 h still tests every 24 h. Running time counts always,
//   time without power where the wall clock was good before and after. A test that fell due meanwhile comes within the
//   hour, by chance, so that a district's power cut is not followed by a wave of tests.
// - While people may be trapped it waits, but not beyond 71 h after the test before: after 72 h the elevator counts as
//   unproven.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

#include "common/base/clock.hpp"
#include "common/wire/up.hpp"

namespace liftguard::monitor {

// What is kept over a reboot.
struct KeptSelfTest {
  Milliseconds to_go{};                                   // until the next one is due; negative: overdue
  UtcTime wall{};                                         // when it was so
  wire::TimeQuality quality = wire::TimeQuality::unset;   // of `wall`
  wire::SelfTestCause next = wire::SelfTestCause::first;  // first or periodic

  bool operator==(const KeptSelfTest&) const = default;
};

enum class Episode : std::uint8_t { none = 0, open = 1 };

class SelfTestPlan {
 public:
  static constexpr std::chrono::hours kLongest{72};  // of `every`

  struct Moment {
    SteadyTime steady{};
    wire::Stamp stamp{};
  };

  // `every`: 1 h to kLongest. `kept`: of the run before; none at the first start of a box.
  SelfTestPlan(std::chrono::hours every, const std::optional<KeptSelfTest>& kept, const Moment& now,
               std::uint32_t seed);

  // Why a test is to be made now; none: not yet.
  [[nodiscard]] std::optional<wire::SelfTestCause> due(SteadyTime now, Episode episode) const;

  // One more, as soon as no episode is open.
  void ask() { asked_ = true; }

  // A test was made: the next one counts from here.
  void made(SteadyTime now);

  [[nodiscard]] KeptSelfTest kept(const Moment& now) const;

 private:
  [[nodiscard]] Milliseconds chance(Milliseconds below);

  std::chrono::hours every_;
  std::minstd_rand random_;
  SteadyTime due_{};
  SteadyTime waits_until_{};  // at the latest, for an open episode
  wire::SelfTestCause next_ = wire::SelfTestCause::first;
  bool asked_ = false;
};

}  // namespace liftguard::monitor
