// Which of the broker's doors the box connects to. Beside the main one there may be one for alarms, with a broker
// process and an admission of its own: a box with an alarm that nobody has confirmed never queues behind a storm of
// others that come back (F3). Pure.
//
//   main  --(an alarm waits when it must connect, or for 5 s while connected)-->  alarm
//   alarm --(nothing waits any more; 5 to 35 s later, so that a mass event does not come back as one)-->  main
//
// A door that fails an alarm is left for the other one, turn by turn; the 5 s double with each time the alarm door
// fails, to a minute at most, until nothing waits. The alarm door has failed, too, when it takes an alarm that nobody
// confirms for 15 s: its broker lives, and the gateway is not there. Alarms that were set aside do not count: no door
// helps them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

#include "common/base/clock.hpp"

namespace liftguard::link {

enum class Door : std::uint8_t { main = 0, alarm = 1 };
enum class AlarmDoor : std::uint8_t { absent = 0, fitted = 1 };

inline constexpr std::chrono::seconds kAlarmPatience{5};
inline constexpr std::chrono::seconds kMostAlarmPatience{60};
inline constexpr std::chrono::seconds kAlarmDoorRenewal{15};  // at the alarm door: acknowledged, never confirmed
inline constexpr std::chrono::seconds kBackSoonest{5};
inline constexpr std::chrono::seconds kBackLatest{35};

class Doors {
 public:
  Doors(AlarmDoor alarm_door, std::uint32_t seed) : alarm_door_(alarm_door), random_(seed) {}

  enum class Pressing : std::uint8_t { no = 0, yes = 1 };  // does an alarm wait for its confirmation?

  [[nodiscard]] Door current() const { return current_; }

  // The door of a connection that begins now; it becomes the current one.
  Door choose(Pressing alarm);

  // Should a connection that is being made be given up for the other door, since an alarm has come?
  [[nodiscard]] bool is_too_slow() const { return wanted(Pressing::yes) != current_; }

  // The current door could not be entered, threw the box out, or let nothing through.
  void failed();

  // The time of leave_at() has come: the alarm door, where an alarm waits, is tried again whatever it did before.
  void outstayed();

  // While connected: something has come or was confirmed.
  void note(Pressing alarm, SteadyTime now);

  // While connected: when to leave for the other door, if nothing changes. `pressing_since`: the later of the
  // connection's begin and the first sending of the oldest alarm that waits.
  [[nodiscard]] std::optional<SteadyTime> leave_at(std::optional<SteadyTime> pressing_since) const;

 private:
  [[nodiscard]] Door wanted(Pressing alarm) const;

  AlarmDoor alarm_door_;
  std::minstd_rand random_;
  Door current_ = Door::main;
  bool shuns_alarm_door_ = false;  // it failed last
  std::chrono::seconds patience_ = kAlarmPatience;
  std::optional<SteadyTime> back_at_;  // at the alarm door, with nothing that waits
};

}  // namespace liftguard::link
