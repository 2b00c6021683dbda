// From what a monitor reports to what the rescue store takes.
#pragma once

#include <optional>
#include <string>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/dispatch/alarms.hpp"
#include "common/wire/up.hpp"

namespace liftguard::gateway {

// What is seen, as JSON (dispatch::Seen), for storage and display; "{}" for bodies that say nothing about a car.
[[nodiscard]] std::string facts_of(const wire::Body& body);

// "<monitor>/<journal>/<lane>/<seq>"
[[nodiscard]] std::string source_key(const wire::Envelope& envelope);

struct AlarmContext {
  EventId id;
  ElevatorId elevator;  // none: unbound
  UtcTime happened;
  UtcTime received;
};

// None for what concerns no order and no desk: rides, gaps, kinds without an effect or of a newer monitor.
[[nodiscard]] std::optional<dispatch::Alarm> alarm_of(const wire::Envelope& envelope, const AlarmContext& context);

// Would somebody have to look at this even if it came from nobody we know (fault row E15)?
[[nodiscard]] bool concerns_people(const wire::Body& body);

}  // namespace liftguard::gateway
