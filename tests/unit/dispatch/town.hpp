// A small town on a real SQLite file, in virtual time: two units with contacts, elevators with monitors.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "common/dispatch/store.hpp"
#include "common/registry/store.hpp"
#include "common/timers/loop.hpp"
#include "tests/unit/storage/scratch.hpp"

namespace liftguard::testing {

using namespace std::chrono_literals;
using rescue::Level;
using rescue::Step;

inline constexpr UtcTime kStart = utc_from_ms(1'795'000'000'000);
inline constexpr dispatch::Scope kAll{};

struct Town {
  Scratch scratch;
  VirtualClock clock{kStart};
  std::unique_ptr<storage::Database> database = scratch.open({.clock = &clock});
  DistrictId district{};
  UnitId first{}, second{};
  std::vector<ElevatorId> elevators{};
  std::int64_t next_event = 1;

  explicit Town(const rescue::DistrictLimits& limits = {}, int lifts = 2) {
    write([&](storage::Transaction& tx) {
      district = registry::put_district(tx, {.code = "330502", .name = "吴兴区"});
      registry::put_limits(tx, district, limits, kStart - 24h);
      // Nobody is called but by the limits: what a chain adds is tested by itself (escalation_test.cpp).
      dispatch::put_chain(tx, district, {}, kStart - 24h).value();
      first = registry::put_unit(tx, {.code = "91330500MA2B0QXY10", .name = "湖州迅安电梯", .phone = "0572-2000001"});
      second = registry::put_unit(tx, {.code = "91330500MA2B0QXY29", .name = "湖州应急救援", .phone = "0572-2000002"});
      put_contact(tx, first, registry::ContactRole::rescuer, "王伟", "13800000001");
      put_contact(tx, first, registry::ContactRole::manager, "陈经理", "13800000002");
      put_contact(tx, second, registry::ContactRole::rescuer, "李强", "13800000003");
      for (int i = 0; i < lifts; ++i) elevators.push_back(put_elevator(tx, i));
    });
  }

  static void put_contact(storage::Transaction& tx, UnitId unit, registry::ContactRole role, const char* name,
                          const char* phone) {
    registry::put_contact(tx, {.unit = unit, .role = role, .name = name, .phone = phone});
  }

  ElevatorId put_elevator(storage::Transaction& tx, int i) const {
    return registry::put_elevator(tx, {.code = std::to_string(100'001 + i),
                                       .place = std::to_string(i + 1) + "幢1单元",
                                       .estate = "太湖花园",
                                       .district = district,
                                       .area = rescue::Area::city_centre,
                                       .maintenance_unit = first,
                                       .second_unit = second});
  }

  template <class Body>
  std::invoke_result_t<Body, storage::Transaction&> write(Body&& body) {
    storage::Transaction tx = database->begin();
    if constexpr (std::is_void_v<decltype(body(tx))>) {
      body(tx);
      tx.commit();
    } else {
      auto result = body(tx);
      tx.commit();
      return result;
    }
  }

  [[nodiscard]] UtcTime now() const { return clock.utc_now(); }

  // An alarm of the elevator's own box, now.
  dispatch::Alarm alarm(EventKind kind, std::uint64_t episode = 1, std::size_t lift = 0) {
    dispatch::Alarm made;
    made.id = EventId{next_event++};
    made.monitor = "LG-00000" + std::to_string(lift + 1);
    made.journal = 0xF000'0000'0000'0007;
    made.elevator = elevators.at(lift);
    made.kind = kind;
    made.episode = episode;
    made.happened = made.received = now();
    made.facts_json =
        R"({"reasons":["outside_zone","occupied"],"between":["2","3"],"occupancy":"occupied","mains":true})";
    return made;
  }

  // Of the passengers in an episode, asked whether anyone is hurt.
  dispatch::PassengerAnswer answer(dispatch::PassengerReply reply, std::uint64_t episode = 1) {
    return {.id = EventId{next_event++},
            .monitor = "LG-000001",
            .journal = 0xF000'0000'0000'0007,
            .episode = episode,
            .reply = reply,
            .happened = now() - 2s,
            .received = now()};
  }

  dispatch::AlarmOutcome apply(const dispatch::Alarm& made) {
    return write([&](storage::Transaction& tx) { return dispatch::apply_alarm(tx, made, now()); });
  }
  OrderId trapped(std::uint64_t episode = 1, std::size_t lift = 0) {
    return apply(alarm(EventKind::trapped, episode, lift)).order.value();
  }

  [[nodiscard]] dispatch::Tap a_tap(OrderId order, Step step, Level level = Level::first) const {
    dispatch::Tap made{
        .order = order, .level = level, .step = step, .actor = {AccountId{7}, "王伟", "10.0.0.7"}, .at = now()};
    if (step == Step::rescued) made.closing = dispatch::Closing{.cause = "门刀与滚轮间距调整不良", .people_trapped = 2};
    return made;
  }
  Result<dispatch::Tapped> tap(const dispatch::Tap& made) {
    return write([&](storage::Transaction& tx) { return dispatch::tap(tx, made, now()); });
  }
  Result<dispatch::Tapped> tap(OrderId order, Step step, Level level = Level::first) {
    return tap(a_tap(order, step, level));
  }
  Result<dispatch::Tapped> back(OrderId order, Level level = Level::first) {
    return write([&](storage::Transaction& tx) {
      return dispatch::step_back(
          tx,
          {.order = order, .level = level, .actor = {AccountId{7}, "王伟", "10.0.0.7"}, .at = now(), .reason = "误点"},
          now());
    });
  }
  void rescue(OrderId order, Level level = Level::first) {
    for (Step step : {Step::accepted, Step::arrived, Step::rescued}) tap(order, step, level).value();
  }

  // Lets the timers of the time up to `until` fire, each at its own time.
  int run_timers(UtcTime until) {
    timers::TimerLoop loop(*database, clock);
    dispatch::handle_order_timers(loop);
    int fired = 0;
    while (const auto due = loop.next_due()) {
      if (*due > until) break;
      if (*due > now()) clock.advance_to(*due);
      fired += loop.step(now()).fired;
    }
    clock.advance_to(until);
    return fired;
  }

  template <class Body>
  std::invoke_result_t<Body, storage::Session&> read(Body&& body) {
    storage::ReadSession session = database->read();
    return body(session);
  }
  dispatch::OrderDetail detail(OrderId order) {
    return read([&](storage::Session& session) { return dispatch::order_detail(session, order, kAll, now()).value(); });
  }
  std::vector<dispatch::OrderSummary> open() {
    return read([&](storage::Session& session) { return dispatch::open_orders(session, kAll, now()); });
  }
  std::vector<dispatch::StoredAlert> alerts() {
    return read(
        [&](storage::Session& session) { return dispatch::desk_alerts(session, dispatch::AlertFilter::all, 1000); });
  }
  int alerts_of(dispatch::AlertKind kind) {
    int count = 0;
    for (const auto& stored : alerts()) count += stored.alert.kind == kind ? 1 : 0;
    return count;
  }
  std::int64_t number(const char* name, const char* sql) {
    return read([&](storage::Session& session) {
      return session.query_one(storage::Statement{name, sql})->get<std::int64_t>(0);
    });
  }
};

inline int count(const dispatch::OrderDetail& detail, rescue::What what) {
  int number = 0;
  for (const auto& entry : detail.timeline) number += entry.what == what ? 1 : 0;
  return number;
}

}  // namespace liftguard::testing
