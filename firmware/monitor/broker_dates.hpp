// By which time the box judges the dates of its broker's certificate; chain, name and purpose are judged always.
//
// A clock that nobody has told the time may be years off (fault row D3), and to judge by it cuts the box off from the
// one who could tell: the gateway, behind that broker. So the dates count only while the time is known, from NTP or
// from the gateway lately. An alarm goes before them in any case: a certificate that ended in everybody's forgetting,
// or NTP that is wrong itself, must not keep people in a car; the box without an alarm is missed as silent meanwhile.
//
// Threats: whoever has both the key of an ended certificate of this broker and a place on the line can pass for the
// broker while the dates do not count. A key that got out is therefore a matter for a new authority, not for waiting.
#pragma once

#include <cstdint>

#include "common/mqtt/server_dates.hpp"
#include "firmware/monitor/wall_time.hpp"

namespace liftguard::monitor {

// Not confirmed yet, or confirmed and its episode not over.
enum class AlarmInHand : std::uint8_t { no = 0, yes = 1 };

// Pure.
[[nodiscard]] inline mqtt::ServerDates broker_dates(const WallReading& now, AlarmInHand alarm) {
  if (alarm == AlarmInHand::yes || now.quality != wire::TimeQuality::synchronised) return mqtt::NotJudged{};
  return mqtt::ByTime{now.wall};
}

}  // namespace liftguard::monitor
