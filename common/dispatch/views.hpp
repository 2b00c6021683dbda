// What a page shows of orders: values for reading, made in a handful of statements whatever their number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/dispatch/notices.hpp"
#include "common/dispatch/seen.hpp"
#include "common/dispatch/taps.hpp"
#include "common/registry/types.hpp"
#include "common/rescue/forecast.hpp"
#include "common/rescue/order.hpp"
#include "common/rescue/rules.hpp"
#include "common/rescue/verdict.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

using IncidentId = Id<struct IncidentTag>;

// Whose orders: all of them, or those dispatched to one unit.
struct Scope {
  UnitId unit{};  // none: all
};

struct ElevatorView {
  ElevatorId id{};
  std::string code{}, place{}, estate{}, district{};
  rescue::Area area = rescue::Area::elsewhere;
};

struct LimitView {
  LimitId id{};
  rescue::Limit limit{};
};

struct DispatchView {
  DispatchId id{};
  UnitId unit{};
  std::string unit_name{}, unit_phone{};
  rescue::Dispatch dispatch{};
  std::vector<LimitView> limits{};  // of all rounds, by due time
  rescue::TypicalTimes typical{};   // of its unit in the order's district (typical_times.hpp)
};

struct Deadline {
  rescue::Level level = rescue::Level::first;
  rescue::Step step = rescue::Step::accepted;
  UtcTime due{};
};

struct OrderSummary {
  OrderId id{};
  std::int64_t version = 0;
  ElevatorView elevator{};
  rescue::Step step = rescue::Step::received;
  rescue::Tag tag = rescue::Tag::normal;
  rescue::Source source = rescue::Source::monitor;
  bool late = false;                // RS-13
  bool during_maintenance = false;  // RS-11
  UtcTime happened{}, opened{};
  std::optional<UtcTime> recovered{}, closed{};
  Seen seen{};                 // of the alarm that opened it, or of the newest cause
  std::string alarm_source{};  // that alarm's "<monitor>/<journal>/<lane>/<seq>": what its trace is made of
  std::vector<DispatchView> dispatches{};
  std::optional<Deadline> next_deadline{};  // the nearest limit that can still be met
  bool overdue = false;                     // a limit has passed whose step is still owed
  NoticeCounts notices{};
  std::optional<Closing> closing{};
  rescue::Terms terms{};  // of arrival and rescue: the others are those of its limits
  IncidentId incident{};  // that it belongs to, none when it stands alone (incidents.hpp)

  // Can its limits still be met? By the crew that is nearest to it; none when nothing is owed. And from when on, if
  // nothing happens, it will be worse than now.
  std::optional<rescue::Forecast> forecast{};
  std::optional<UtcTime> at_risk_from{}, lost_from{};
};

struct ContactView {
  registry::Contact contact{};
  std::string unit_name{};
  rescue::Level level = rescue::Level::first;
};

struct TimelineEntry {
  UtcTime at{}, recorded{};
  rescue::What what = rescue::What::opened;
  std::optional<rescue::Level> level{};
  std::optional<rescue::Step> step{};
  std::optional<UtcTime> due{};
  std::string by{};  // name of who did it; empty: the system
  std::string remark{};
  std::string text_zh{}, text_en{};
};

struct EventView {
  EventId id{};
  std::string monitor{};
  UtcTime happened{}, received{};
  std::uint64_t episode = 0;
  Seen seen{};
};

struct NoticeView {
  NoticeId id{};
  std::string to_name{}, phone{}, channel{}, text{};
  NoticeState state = NoticeState::pending;
  int tries = 0;
  UtcTime created{};
  std::optional<UtcTime> sent{};
  std::string error{};
};

struct OrderDetail {
  OrderSummary summary{};
  std::vector<ContactView> contacts{};
  std::vector<TimelineEntry> timeline{};  // in the order in which it was recorded
  std::vector<EventView> events{};        // by the time they happened
  std::vector<NoticeView> notices{};
  rescue::Verdicts first_level{};
  std::optional<rescue::Verdicts> second_level{};
};

// The place after the last order of a page, by the time by which the list is sorted. What is opened, closed or stepped
// meanwhile disturbs no page.
struct OrderCursor {
  UtcTime at{};
  OrderId id{};
};
struct OrderPage {
  std::vector<OrderSummary> orders{};
  std::optional<OrderCursor> next{};
};

inline constexpr int kOpenPage = 1000;

// Oldest first: whoever has waited longest is on the first page.
[[nodiscard]] std::vector<OrderSummary> open_orders(storage::Session& session, const Scope& scope, UtcTime now,
                                                    const std::optional<OrderCursor>& after = std::nullopt,
                                                    int limit = kOpenPage);
// Closed last first.
[[nodiscard]] OrderPage closed_orders(storage::Session& session, const Scope& scope,
                                      const std::optional<OrderCursor>& after, int limit, UtcTime now);

// None: not there, or not in the scope.
[[nodiscard]] std::optional<OrderSummary> order_summary(storage::Session& session, OrderId id, const Scope& scope,
                                                        UtcTime now);
[[nodiscard]] std::optional<OrderDetail> order_detail(storage::Session& session, OrderId id, const Scope& scope,
                                                      UtcTime now);

}  // namespace liftguard::dispatch
