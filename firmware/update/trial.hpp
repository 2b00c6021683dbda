// Does a new image prove itself? Pure; asked again and again while it is on trial, at least every kLongestGap.
//
//   confirmed     after ten minutes of running at the earliest, for once confirmed it has no way back: sensors read,
//                 journal open, gateway reached; or the first two for 15 minutes without a break
//   rolled back   neither of these within 30 minutes. A box that is well itself waits with the restart until it may be
//                 restarted, and may still be confirmed meanwhile; one that is not well is blind anyway and does not
//                 wait
//
// A crash and too many starts are not seen from within: they are the boot stage's (boot.hpp).
#pragma once

#include <chrono>
#include <optional>

#include "common/base/clock.hpp"
#include "firmware/update/reason.hpp"
#include "firmware/update/rules.hpp"

namespace liftguard::update {

inline constexpr std::chrono::minutes kLeastTrial{10};
inline constexpr std::chrono::minutes kHealthyOffline{15};
inline constexpr std::chrono::minutes kLongestTrial{30};
inline constexpr std::chrono::minutes kLongestGap{1};  // a program that does not come to ask is not healthy

struct Health {
  bool sensors_read = false;     // each that detection rests on gave a sample lately
  bool journal_open = false;     // and takes records
  bool gateway_reached = false;  // it confirmed something since this start
};

class Trial {
 public:
  Trial() = default;
  explicit Trial(SteadyTime began, std::chrono::seconds least = kLeastTrial) : began_(began), least_(least) {}

  // none: goes on. Otherwise confirmed_online, confirmed_offline or trial_too_long. Times never step back.
  [[nodiscard]] Reason judge(SteadyTime now, const Health& health, const Conditions& conditions);

 private:
  SteadyTime began_{};
  std::chrono::seconds least_ = kLeastTrial;
  std::optional<SteadyTime> healthy_since_, asked_last_;
};

}  // namespace liftguard::update
