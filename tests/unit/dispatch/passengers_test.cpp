// What the people in the car answer, at their order; and which entrapments go on, with the help under way to each.
#include <algorithm>

#include <catch2/catch.hpp>

#include "common/storage/changes.hpp"
#include "tests/unit/dispatch/town.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;

namespace {

void give(Town& town, const PassengerAnswer& answer) {
  town.write([&](storage::Transaction& tx) { take_passenger_answer(tx, answer); });
}

// The id of a real answer is made like those of the time line.
PassengerAnswer recorded(Town& town, PassengerReply reply, std::uint64_t episode = 1) {
  auto made = town.answer(reply, episode);
  made.id = town.write([](storage::Transaction& tx) { return tx.make_id<EventId>(); });
  return made;
}

std::vector<OpenEpisode> open_episodes_of(Town& town, OrderId order) {
  return town.read([&](storage::Session& session) { return open_episodes(session, order); });
}

std::optional<rescue::Help> help_of(Town& town, OrderId order) {
  const auto episodes = open_episodes_of(town, order);
  REQUIRE(episodes.size() == 1);
  return episodes.front().help;
}

}  // namespace

TEST_CASE("an answer stands on the order's time line at its place, in Chinese and English, with its own time") {
  Town town;
  const OrderId order = town.trapped();
  town.clock.advance(10s);
  give(town, recorded(town, PassengerReply::no));
  town.clock.advance(10s);
  REQUIRE(town.tap(order, Step::accepted).has_value());
  const auto timeline = town.detail(order).timeline;
  const auto answer = timeline.end() - 2;
  CHECK(answer->what == rescue::What::passenger_answered);
  CHECK(answer->at == kStart + 8s);
  CHECK(answer->recorded == kStart + 10s);
  CHECK(answer->text_zh == "车内乘客回答（是否有人受伤）：否");
  CHECK(answer->text_en == "Passengers answer (is anyone hurt): no");
  CHECK(timeline.back().what == rescue::What::stepped);
}

TEST_CASE("the desk is told of an answer by a change of its order, and rings once an episode when somebody is hurt") {
  Town town;
  const OrderId order = town.trapped();
  const auto before = town.read([](storage::Session& session) { return storage::newest_change(session); });
  const auto newer = [&] {
    return town.read([&](storage::Session& session) { return storage::changes_after(session, before, 100); });
  };
  give(town, town.answer(PassengerReply::none));
  REQUIRE(newer().size() == 1);
  CHECK(newer()[0].change.kind == "order");
  CHECK(newer()[0].change.subject == order.value);
  CHECK(newer()[0].change.detail.find("passenger_answered") != std::string::npos);
  give(town, town.answer(PassengerReply::no));
  CHECK(town.alerts_of(AlertKind::passenger_hurt) == 0);
  give(town, town.answer(PassengerReply::yes));
  give(town, town.answer(PassengerReply::yes));
  REQUIRE(town.alerts_of(AlertKind::passenger_hurt) == 1);
  CHECK(town.alerts().front().alert.order == order);
  CHECK(town.alerts().front().alert.text_zh.starts_with("车内乘客回答有人受伤：电梯100001，"));
}

TEST_CASE("an answer that comes before its alarm is on the time line of the order that the alarm makes") {
  Town town;
  give(town, town.answer(PassengerReply::yes));
  const OrderId order = town.trapped();
  CHECK(count(town.detail(order), rescue::What::passenger_answered) == 1);
}

TEST_CASE("A8: 'somebody is hurt' that came before its alarm rings once the episode has an order, and once only") {
  Town town;
  give(town, town.answer(PassengerReply::no));
  give(town, town.answer(PassengerReply::yes));
  give(town, town.answer(PassengerReply::yes));
  CHECK(town.alerts_of(AlertKind::passenger_hurt) == 0);
  const auto alarm = town.alarm(EventKind::trapped);
  const OrderId order = town.apply(alarm).order.value();
  CHECK(town.alerts_of(AlertKind::passenger_hurt) == 1);
  town.apply(alarm);
  give(town, town.answer(PassengerReply::yes));
  REQUIRE(town.alerts_of(AlertKind::passenger_hurt) == 1);
  const auto alerts = town.alerts();
  const auto hurt =
      std::ranges::find(alerts, AlertKind::passenger_hurt, [](const auto& one) { return one.alert.kind; });
  CHECK(hurt->alert.order == order);
  CHECK(hurt->alert.monitor == "LG-000001");
}

TEST_CASE("A8: so it does for an episode that joins an open order, as its cause or beside it") {
  Town town;
  const OrderId order = town.trapped();
  give(town, town.answer(PassengerReply::yes, 2));
  CHECK(town.trapped(2) == order);
  CHECK(town.alerts_of(AlertKind::passenger_hurt) == 1);
  town.apply(town.alarm(EventKind::recovered, 2));
  give(town, town.answer(PassengerReply::yes, 3));
  CHECK(town.trapped(3) == order);
  CHECK(town.alerts_of(AlertKind::passenger_hurt) == 2);
}

TEST_CASE("an alarm without an episode's number, and passengers who are not hurt, ring for nobody's answer") {
  Town town;
  give(town, town.answer(PassengerReply::no));
  town.trapped();
  auto call = town.alarm(EventKind::trapped, 0, 1);
  call.monitor.clear();
  town.apply(call);
  CHECK(town.alerts_of(AlertKind::passenger_hurt) == 0);
}

TEST_CASE("an answer of another episode, journal or box is not on the order's time line") {
  Town town;
  const OrderId order = town.trapped();
  auto other = town.answer(PassengerReply::yes, 2);
  give(town, other);
  other = town.answer(PassengerReply::yes);
  other.journal = 8;
  give(town, other);
  other = town.answer(PassengerReply::yes);
  other.monitor = "LG-000002";
  give(town, other);
  CHECK(count(town.detail(order), rescue::What::passenger_answered) == 0);
  CHECK(town.alerts_of(AlertKind::passenger_hurt) == 0);
}

TEST_CASE("RS-2: the help under way is the furthest step that stands, with the time that counts") {
  Town town;
  const OrderId order = town.trapped();
  CHECK(help_of(town, order) == rescue::Help{Step::dispatched, kStart});
  town.clock.advance(60s);
  REQUIRE(town.tap(order, Step::accepted).has_value());
  CHECK(help_of(town, order) == rescue::Help{Step::accepted, kStart + 60s});
  town.clock.advance(5s);
  REQUIRE(town.back(order).has_value());
  CHECK(help_of(town, order) == rescue::Help{Step::dispatched, kStart});
  town.clock.advance(5s);
  REQUIRE(town.tap(order, Step::accepted).has_value());
  CHECK(help_of(town, order) == rescue::Help{Step::accepted, kStart + 70s});
}

TEST_CASE("RS-14: of two dispatches the one that is further counts") {
  Town town;
  const OrderId order = town.trapped();
  town.run_timers(kStart + 4min);  // nobody accepted: the second level is on its way as well
  REQUIRE(town.tap(order, Step::accepted, Level::second).has_value());
  CHECK(help_of(town, order) == rescue::Help{Step::accepted, kStart + 4min});
  town.clock.advance(60s);
  REQUIRE(town.tap(order, Step::accepted).has_value());
  CHECK(help_of(town, order) == rescue::Help{Step::accepted, kStart + 4min});
  REQUIRE(town.tap(order, Step::arrived).has_value());
  CHECK(help_of(town, order) == rescue::Help{Step::arrived, kStart + 5min});
}

TEST_CASE("RS-3: nobody is on the way while a dispatcher has to confirm") {
  Town town({.first_dispatch = rescue::Automatic::no});
  CHECK(help_of(town, town.trapped()) == std::nullopt);
}

TEST_CASE("an episode is open until its box ends it or the order is closed") {
  Town town;
  const OrderId order = town.trapped();
  town.apply(town.alarm(EventKind::recovered));
  CHECK(open_episodes_of(town, order).empty());
  CHECK(town.trapped(2) == order);
  const auto again = open_episodes_of(town, order);
  REQUIRE(again.size() == 1);
  CHECK(again.front().monitor == "LG-000001");
  CHECK(again.front().number == 2);
  town.rescue(order);
  CHECK(open_episodes_of(town, order).empty());
  CHECK(town.read([](storage::Session& session) { return open_order_ids(session); }).empty());
}
