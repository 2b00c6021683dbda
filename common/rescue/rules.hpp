// What may happen to a rescue order, as pure functions over rescue::Order: state and time in, state and a list of what
// happened out. The store makes rows, notices, desk alerts and the time line from that list.
//
// Whoever calls first brings the order up to the time of the call with `settle`, so that it makes no difference whether
// a timer or a tap is served first (fault row I10). Times never run backwards but for taps made without network (MB-3).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/rescue/order.hpp"

namespace liftguard::rescue {

enum class What : std::uint8_t {
  opened = 1,               // RS-3
  attached = 2,             // a further alarm for the open order (RS-4)
  new_cause = 3,            // a trapped event of a new episode (RS-4)
  dispatched = 4,           // `level`, `round`
  stepped = 5,              // `level`, `step`
  stepped_back = 6,         // `level`, `step` = the one taken back
  limit_passed = 7,         // `level`, `step`, `round`, `due`
  no_second_level = 8,      // RS-6: nobody to dispatch, or switched off
  recovered = 9,            // RS-9
  closed = 10,              // by the first 救出 (RS-14)
  reopened = 11,            // 救出 was taken back
  not_needed = 12,          // `level`: the other one rescued (RS-14)
  episode_still_open = 13,  // closed, but the box still reports the episode (RS-9)
  passenger_answered = 14,  // the people in the car answered a question of the box
  escalated = 15,           // a step of the district's chain was taken (escalation.hpp); `due`
  desk_opened = 16,         // a dispatcher opened the order (RS-12)
  withdrawn = 17,           // `level`: a dispatcher took the dispatch back
};

[[nodiscard]] std::string_view name_of(What what);

struct Happening {
  What what = What::opened;
  Level level = Level::first;
  Step step = Step::received;
  int round = 0;
  UtcTime at{};
  UtcTime due{};  // of limit_passed: the true due time

  bool operator==(const Happening&) const = default;
};
using Happenings = std::vector<Happening>;

// Which levels there is somebody to send to.
struct Crews {
  bool first = true;
  bool second = true;

  [[nodiscard]] bool has(Level level) const { return level == Level::first ? first : second; }
};

// RS-6. Fires, oldest first, every limit due before `upto` whose step was not tapped in time, once each, stamped `now`.
// A passed accept limit of level 1 dispatches level 2 at `now`. `upto` is `now`, but for a tap of an earlier time.
Happenings settle(Order& order, const Crews& crews, UtcTime upto, UtcTime now);

// The first instant at which `settle` would fire something: the earliest due time plus 1 ms.
[[nodiscard]] std::optional<UtcTime> next_due(const Order& order);
[[nodiscard]] bool can_fire(const Limit& limit);  // neither fired, withdrawn, nor met in time

// RS-3. A new order; dispatched to level 1 at once unless a dispatcher confirms first or there is no crew. A test order
// is closed as it is made.
struct Opening {
  Order order{};
  Happenings happenings{};
};
[[nodiscard]] Opening open(Tag tag, const Terms& terms, const Crews& crews, UtcTime now);

// RS-2, RS-14. One node forward for one level: `dispatched` (by a dispatcher), `accepted`, `arrived`, `rescued`.
// Refused: "order_closed", "no_crew", "not_dispatched", "withdrawn", "already_done", "out_of_turn",
// "before_previous_step".
[[nodiscard]] Result<Happenings> tap(Order& order, const Crews& crews, Level level, Step step, UtcTime at);

// RS-2. One node back, from `accepted`, `arrived` or `rescued`. Limits run on as if the step had never been taken.
// Taking 救出 back opens the order again. Refused: "not_dispatched", "nothing_to_take_back", "not_needed".
[[nodiscard]] Result<Happenings> step_back(Order& order, Level level, UtcTime now);

// A dispatcher takes a dispatch back that nobody has accepted yet (fault row I2): its limits cannot fire any more, and
// dispatching the level again begins a round. Refused: "order_closed", "not_dispatched", "withdrawn",
// "already_accepted".
[[nodiscard]] Result<Happenings> withdraw(Order& order, Level level, UtcTime now);

// Dispatches level 2 before, or without, the accept limit of level 1 (a step of the chain). Nothing where there is one
// already, or nobody to send.
Happenings call_second(Order& order, const Crews& crews, UtcTime now);

// RS-4. A trapped event of a new episode on the open order: people are inside again.
Happenings new_episode(Order& order, UtcTime now);

// RS-4. A fresh accept round at every dispatch whose last tap is older than `recovered`, the end of an earlier episode,
// while a newer one is open. A dispatch that nobody has accepted keeps its round: its time is running already.
Happenings renew_rounds(Order& order, UtcTime recovered, UtcTime now);

// RS-9. Every episode of the order has ended.
Happenings recover(Order& order, UtcTime at);

// How far help has come, by the dispatch that is furthest and still needed: dispatched, accepted or arrived, and since
// when. A step that was taken back does not count. None: nobody is on the way, or the order is closed.
struct Help {
  Step step = Step::dispatched;
  UtcTime since{};

  bool operator==(const Help&) const = default;
};
[[nodiscard]] std::optional<Help> help_under_way(const Order& order);

}  // namespace liftguard::rescue
