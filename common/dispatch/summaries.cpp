#include "common/dispatch/summaries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace liftguard::dispatch {

using storage::Row;
using storage::Rows;
using storage::Statement;

namespace {

struct PageQuery {
  std::string_view name, ids, sorting;
};

constexpr std::string_view kOldestFirst = "order by o.opened_ms, o.id";
constexpr std::string_view kByOpening = "order by o.opened_ms desc, o.id desc";
constexpr std::string_view kByClosing = "order by o.closed_ms desc, o.id desc";

// In the order of Page. Parameters: open and closed :1, :2 the place after which the page begins (time of opening or of
// closing, id), :3 length, those of a unit :4 unit; one :1 order, one_of_unit :2 unit; listed: fifty orders, 0 for
// none.
constexpr std::array kQueries{
    PageQuery{"open",
              "select o.id from orders o where o.closed_ms is null and o.opened_ms >= :1 "
              "and (o.opened_ms > :1 or o.id > :2) order by o.opened_ms, o.id limit :3",
              kOldestFirst},
    PageQuery{"open_of_unit",
              "select o.id from orders o where o.closed_ms is null and o.opened_ms >= :1 "
              "and (o.opened_ms > :1 or o.id > :2) and exists "
              "(select 1 from dispatches s where s.order_id = o.id and s.unit_id = :4) "
              "order by o.opened_ms, o.id limit :3",
              kOldestFirst},
    PageQuery{"closed",
              "select o.id from orders o where o.tag <> 3 and o.closed_ms <= :1 and (o.closed_ms < :1 or o.id < :2) "
              "order by o.closed_ms desc, o.id desc limit :3",
              kByClosing},
    PageQuery{"closed_of_unit",
              "select o.id from dispatches s join orders o on o.id = s.order_id "
              "where s.unit_id = :4 and o.tag <> 3 and o.closed_ms <= :1 and (o.closed_ms < :1 or o.id < :2) "
              "group by o.id, o.closed_ms order by o.closed_ms desc, o.id desc limit :3",
              kByClosing},
    PageQuery{"one", "select o.id from orders o where o.id = :1", kByOpening},
    PageQuery{"one_of_unit",
              "select o.id from orders o where o.id = :1 and exists "
              "(select 1 from dispatches s where s.order_id = o.id and s.unit_id = :2)",
              kByOpening},
    PageQuery{"listed",
              "select o.id from orders o where o.id in (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, "
              ":15, :16, :17, :18, :19, :20, :21, :22, :23, :24, :25, :26, :27, :28, :29, :30, :31, :32, :33, :34, "
              ":35, :36, :37, :38, :39, :40, :41, :42, :43, :44, :45, :46, :47, :48, :49, :50)",
              kByOpening},
};

constexpr std::string_view kOrders =
    "select o.id, o.version, o.step, o.tag, o.source, o.late, o.maintenance, o.happened_ms, o.opened_ms, "
    "o.recovered_ms, o.closed_ms, e.id, e.code, e.place, e.estate, t.name, e.area, a.kind, a.facts, o.result, o.cause, "
    "o.people_trapped, o.people_hurt, o.scene, s.incident_id, o.arrive_ms, o.rescue_ms, a.source_key from orders o "
    "join elevators e on e.id = "
    "o.elevator_id "
    "join districts t on t.id = e.district_id left join alarms a on a.id = o.cause_alarm_id "
    "left join order_sites s on s.order_id = o.id where o.id in ({}) {}";
constexpr std::string_view kDispatches =
    "select d.order_id, d.id, d.unit_id, u.name, u.phone, d.level, d.round, d.step, d.dispatched_ms, "
    "d.first_accepted_ms, d.accepted_ms, d.arrived_ms, d.rescued_ms, d.not_needed, d.withdrawn, y.accept_ms, "
    "y.arrive_ms, y.rescue_ms from dispatches d "
    "join units u on u.id = d.unit_id join orders o on o.id = d.order_id join elevators e on e.id = o.elevator_id "
    "left join typical_times y on y.unit_id = d.unit_id and y.district_id = e.district_id where d.order_id in ({}) "
    "order by d.order_id, d.level";
constexpr std::string_view kLimits =
    "select l.order_id, l.id, l.level, l.step, l.round, l.due_ms, l.fired_ms, l.met_ms, l.withdrawn from limits l "
    "where l.order_id in ({}) order by l.order_id, l.due_ms, l.id";
constexpr std::string_view kNotices =
    "select n.order_id, coalesce(c.state, n.state), count(*) from notices n left join notices c on c.id = "
    "n.merged_into "
    "where n.order_id in ({}) group by n.order_id, coalesce(c.state, n.state)";

// The texts live as long as the program, as statements want it.
struct OwnedStatements {
  explicit OwnedStatements(const PageQuery& query) {
    const auto make = [&](std::size_t at, std::string_view table, std::string_view text) {
      names[at] = fmt::format("{}.page_{}", table, query.name);
      texts[at] = fmt::format(fmt::runtime(text), query.ids, query.sorting);
      return Statement{names[at], texts[at]};
    };
    statements.orders = make(0, "orders", kOrders);
    statements.dispatches = make(1, "dispatches", kDispatches);
    statements.limits = make(2, "limits", kLimits);
    statements.notices = make(3, "notices", kNotices);
  }
  OwnedStatements(const OwnedStatements&) = delete;

  std::array<std::string, 4> names, texts;
  PageStatements statements{};
};

OrderSummary* find(std::vector<OrderSummary>& orders, OrderId id) {
  const auto found = std::ranges::find(orders, id, &OrderSummary::id);
  return found == orders.end() ? nullptr : &*found;
}

DispatchView* find(OrderSummary& order, rescue::Level level) {
  const auto found =
      std::ranges::find_if(order.dispatches, [&](const DispatchView& view) { return view.dispatch.level == level; });
  return found == order.dispatches.end() ? nullptr : &*found;
}

// Owed now: of the current round of a dispatch that is still needed, and not tapped.
bool owed(const rescue::Limit& limit, const rescue::Dispatch& dispatch) {
  return !limit.withdrawn && !dispatch.not_needed && limit.round == dispatch.round && dispatch.step < limit.step;
}

void judge_forecast(OrderSummary& summary, UtcTime now) {
  rescue::Order order{.tag = summary.tag, .terms = summary.terms, .step = summary.step, .opened = summary.opened};
  for (const DispatchView& view : summary.dispatches) {
    order.dispatches.push_back(view.dispatch);
    for (const LimitView& limit : view.limits) order.limits.push_back(limit.limit);
  }
  const auto best_at = [&](UtcTime at) {
    std::optional<rescue::Forecast> best;
    for (const DispatchView& view : summary.dispatches)
      best = rescue::better(best, rescue::forecast(order, view.dispatch.level, view.typical, at));
    return best;
  };
  summary.forecast = best_at(now);
  if (!summary.forecast) return;
  const auto prospect_at = [&](UtcTime at) { return best_at(at)->prospect; };
  summary.at_risk_from = rescue::turns(prospect_at, rescue::Prospect::at_risk, now);
  summary.lost_from = rescue::turns(prospect_at, rescue::Prospect::lost, now);
}

}  // namespace

const PageStatements& statements_of(Page page) {
  static const std::array<OwnedStatements, kQueries.size()> all{
      OwnedStatements(kQueries[0]), OwnedStatements(kQueries[1]), OwnedStatements(kQueries[2]),
      OwnedStatements(kQueries[3]), OwnedStatements(kQueries[4]), OwnedStatements(kQueries[5]),
      OwnedStatements(kQueries[6])};
  return all[static_cast<std::size_t>(page)].statements;
}

std::vector<OrderSummary> read_orders(Rows rows) {
  std::vector<OrderSummary> orders;
  for (Row& row : rows) {
    OrderSummary& o = orders.emplace_back();
    o.id = row.take<OrderId>();
    o.version = row.take<std::int64_t>();
    o.step = row.take<rescue::Step>();
    o.tag = row.take<rescue::Tag>();
    o.source = row.take<rescue::Source>();
    o.late = row.take<bool>();
    o.during_maintenance = row.take<bool>();
    o.happened = row.take<UtcTime>();
    o.opened = row.take<UtcTime>();
    o.recovered = row.take<std::optional<UtcTime>>();
    o.closed = row.take<std::optional<UtcTime>>();
    o.elevator.id = row.take<ElevatorId>();
    o.elevator.code = row.take<std::string>();
    o.elevator.place = row.take<std::string>();
    o.elevator.estate = row.take<std::string>();
    o.elevator.district = row.take<std::string>();
    o.elevator.area = row.take<rescue::Area>();
    const auto kind = row.take<std::optional<EventKind>>().value_or(EventKind::trapped);
    o.seen = parse_seen(kind, row.take<std::optional<std::string>>().value_or("{}"));
    const auto result = row.take<std::optional<rescue::ClosingResult>>();
    const auto cause = row.take<std::optional<std::string>>();
    const auto trapped = row.take<std::optional<int>>();
    const auto hurt = row.take<std::optional<int>>();
    const auto scene = row.take<std::optional<std::string>>();
    if (result)
      o.closing = Closing{.result = *result,
                          .cause = cause.value_or(""),
                          .people_trapped = trapped.value_or(0),
                          .people_hurt = hurt.value_or(0),
                          .scene = scene.value_or("")};
    o.incident = row.take<IncidentId>();
    o.terms.arrive = row.take<std::optional<Milliseconds>>();
    o.terms.rescue = row.take<Milliseconds>();
    o.alarm_source = row.take<std::optional<std::string>>().value_or("");
  }
  return orders;
}

void add_dispatches(std::vector<OrderSummary>& orders, Rows rows) {
  for (Row& row : rows) {
    OrderSummary* order = find(orders, row.take<OrderId>());
    if (order == nullptr) continue;
    DispatchView& view = order->dispatches.emplace_back();
    view.id = row.take<DispatchId>();
    view.unit = row.take<UnitId>();
    view.unit_name = row.take<std::string>();
    view.unit_phone = row.take<std::string>();
    view.dispatch = {.level = row.take<rescue::Level>(),
                     .round = row.take<int>(),
                     .step = row.take<rescue::Step>(),
                     .dispatched = row.take<UtcTime>(),
                     .first_accepted = row.take<std::optional<UtcTime>>(),
                     .accepted = row.take<std::optional<UtcTime>>(),
                     .arrived = row.take<std::optional<UtcTime>>(),
                     .rescued = row.take<std::optional<UtcTime>>(),
                     .not_needed = row.take<bool>(),
                     .withdrawn = row.take<bool>()};
    if (const auto accept = row.take<std::optional<Milliseconds>>()) {
      view.typical.accept = *accept;
      view.typical.arrive = row.take<Milliseconds>();
      view.typical.rescue = row.take<Milliseconds>();
    }
  }
}

void add_limits(std::vector<OrderSummary>& orders, Rows rows) {
  for (Row& row : rows) {
    OrderSummary* order = find(orders, row.take<OrderId>());
    const auto id = row.take<LimitId>();
    const rescue::Limit limit{.level = row.take<rescue::Level>(),
                              .step = row.take<rescue::Step>(),
                              .round = row.take<int>(),
                              .due = row.take<UtcTime>(),
                              .fired = row.take<std::optional<UtcTime>>(),
                              .met = row.take<std::optional<UtcTime>>(),
                              .withdrawn = row.take<bool>()};
    DispatchView* view = order == nullptr ? nullptr : find(*order, limit.level);
    if (view != nullptr) view->limits.push_back({.id = id, .limit = limit});
  }
}

void add_notices(std::vector<OrderSummary>& orders, Rows rows) {
  for (Row& row : rows) {
    OrderSummary* order = find(orders, row.take<OrderId>());
    const auto state = row.take<NoticeState>();
    if (order != nullptr) count_notice(order->notices, state, row.take<int>());
  }
}

void judge_deadlines(std::vector<OrderSummary>& orders, UtcTime now) {
  for (OrderSummary& order : orders) {
    if (order.closed) continue;
    for (const DispatchView& view : order.dispatches)
      for (const auto& [id, limit] : view.limits) {
        if (!owed(limit, view.dispatch)) continue;
        if (limit.fired || limit.due < now)
          order.overdue = true;
        else if (!order.next_deadline || limit.due < order.next_deadline->due)
          order.next_deadline = Deadline{.level = limit.level, .step = limit.step, .due = limit.due};
      }
    judge_forecast(order, now);
  }
}

}  // namespace liftguard::dispatch
