// The events of one input.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>

#include "firmware/engine/event.hpp"

namespace liftguard::engine {

class EventList {
 public:
  // More than one input can bring: every rule reports once at a time, sensors two at a time.
  static constexpr std::size_t kMax = 20;

  void clear() { count_ = 0; }
  // The last slot is given again and again rather than one beyond the end.
  Event& add(EventKind kind, Time at, std::uint8_t rule) {
    if (count_ < kMax) ++count_;
    Event& event = list_[count_ - 1];
    event = Event{};
    event.kind = kind;
    event.at = at;
    event.rule = rule;
    return event;
  }
  [[nodiscard]] std::span<Event> all() { return {list_.data(), count_}; }
  [[nodiscard]] std::span<const Event> all() const { return {list_.data(), count_}; }

 private:
  std::array<Event, kMax> list_{};
  std::size_t count_ = 0;
};

inline void add_reason(Event& event, ReasonKind kind, Time at) {
  if (event.reason_count < Event::kMaxReasons) event.reason_list[event.reason_count++] = {kind, at};
}

// The values in force when a rule decided.
inline void add_values(Event& event, const Parameters& parameters, std::initializer_list<ParameterId> ids) {
  for (const auto id : ids)
    if (event.value_count < Event::kMaxValues) event.value_list[event.value_count++] = {id, value_of(parameters, id)};
}

}  // namespace liftguard::engine
