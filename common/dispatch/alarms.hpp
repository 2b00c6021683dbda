// What comes in: one alarm, applied to the elevator's open order in the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/rescue/order.hpp"
#include "common/storage/database.hpp"
#include "schemas/event_kind.hpp"

namespace liftguard::dispatch {

// Is maintenance signed in on the elevator, or its inspection switch on (RS-11)?
enum class Maintenance : std::uint8_t { none = 0, under_way = 1 };

struct Alarm {
  EventId id{};                          // of the stored event; unique
  std::string monitor{};                 // empty: not from a monitor
  std::uint64_t journal = 0;             // of the box: episodes are numbered within one (fault row C5)
  std::optional<ElevatorId> elevator{};  // none: unknown or unbound monitor (fault row E15)
  EventKind kind = EventKind::trapped;
  std::uint64_t episode = 0;             // 0: belongs to none
  UtcTime happened{};                    // by the box's clock, corrected; the truth that is shown
  UtcTime received{};                    // by the database's clock
  std::optional<UtcTime> known_ended{};  // the envelope says that this episode has ended since (RS-13)
  std::string facts_json = "{}";         // see seen.hpp
  rescue::Tag tag = rescue::Tag::normal;
  rescue::Source source = rescue::Source::monitor;
  Maintenance maintenance = Maintenance::none;

  // Identity of the record, "<monitor>/<journal>/<lane>/<seq>": the same one again changes nothing. Empty: `id` alone.
  std::string source_key{};
};

enum class Effected : std::uint8_t {
  order_opened = 1,
  new_cause = 2,   // a new episode on the open order (RS-4)
  attached = 3,    // shown with the open order, nobody told again
  recovered = 4,   // RS-9
  desk_rung = 5,   // no order: an alert at the desk
  test_order = 6,  // a self-test, marked and closed
  recorded = 7,    // nothing to be done here
  repeat = 8,      // this record was applied before: nothing written
};

struct AlarmOutcome {
  Effected effected = Effected::recorded;
  std::optional<OrderId> order{};
};

// RS-3, RS-4, RS-9, RS-11, RS-13. Order, dispatch, limits, timers, notices, alerts and changes are all written here, in
// the caller's transaction, which goes on to write its lane cursor. `now` is the database's time.
AlarmOutcome apply_alarm(storage::Transaction& tx, const Alarm& alarm, UtcTime now);

}  // namespace liftguard::dispatch
