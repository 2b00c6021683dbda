#include "firmware/link/doors.hpp"

#include <algorithm>

namespace liftguard::link {

Door Doors::wanted(Pressing alarm) const {
  const bool to_alarm = alarm_door_ == AlarmDoor::fitted && alarm == Pressing::yes && !shuns_alarm_door_;
  return to_alarm ? Door::alarm : Door::main;
}

Door Doors::choose(Pressing alarm) {
  back_at_.reset();
  current_ = wanted(alarm);
  return current_;
}

void Doors::failed() {
  shuns_alarm_door_ = current_ == Door::alarm;
  if (shuns_alarm_door_) patience_ = std::min(patience_ * 2, kMostAlarmPatience);
}

void Doors::outstayed() {
  shuns_alarm_door_ = false;
}

void Doors::note(Pressing alarm, SteadyTime now) {
  if (alarm == Pressing::yes) {
    back_at_.reset();
    return;
  }
  patience_ = kAlarmPatience;
  shuns_alarm_door_ = false;
  if (current_ == Door::main || back_at_) return;
  using Microseconds = std::chrono::microseconds;
  std::uniform_int_distribution<std::int64_t> spread(0, Microseconds(kBackLatest - kBackSoonest).count());
  back_at_ = now + kBackSoonest + Microseconds(spread(random_));
}

std::optional<SteadyTime> Doors::leave_at(std::optional<SteadyTime> pressing_since) const {
  if (current_ == Door::alarm) return back_at_;
  if (alarm_door_ == AlarmDoor::absent || !pressing_since) return std::nullopt;
  return *pressing_since + patience_;
}

}  // namespace liftguard::link
