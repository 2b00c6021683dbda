#include <catch2/catch.hpp>
#include <set>

#include "tests/unit/dispatch/town.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;

TEST_CASE("H2: a unit sees what was dispatched to it, and nothing else") {
  Town town;
  const OrderId order = town.trapped();
  const auto seen_by = [&](UnitId unit) {
    return town.read([&](storage::Session& session) {
      const Scope scope{unit};
      const bool listed = !open_orders(session, scope, town.now()).empty();
      CHECK(order_detail(session, order, scope, town.now()).has_value() == listed);
      CHECK(order_summary(session, order, scope, town.now()).has_value() == listed);
      return listed;
    });
  };
  CHECK(seen_by(town.first));
  CHECK_FALSE(seen_by(town.second));
  town.run_timers(kStart + 4min);
  CHECK(seen_by(town.second));
  CHECK_FALSE(seen_by(UnitId{99}));
}

TEST_CASE("open orders come oldest first, with everything a page shows") {
  Town town;
  const OrderId older = town.trapped(1, 0);
  town.clock.advance(1min);
  const OrderId newer = town.trapped(1, 1);
  const auto orders = town.open();
  REQUIRE(orders.size() == 2);
  CHECK(orders[0].id == older);
  CHECK(orders[1].id == newer);
  const OrderSummary& order = orders[0];
  CHECK(order.elevator.code == "100001");
  CHECK(order.elevator.district == "吴兴区");
  CHECK(order.elevator.area == rescue::Area::city_centre);
  CHECK(order.seen.reasons == std::vector<std::string>{"outside_zone", "occupied"});
  CHECK(order.dispatches.at(0).unit_name == "湖州迅安电梯");
  CHECK(order.dispatches.at(0).limits.size() == 1);
  CHECK(order.notices.pending == 1);
  CHECK_FALSE(order.overdue);
}

TEST_CASE("RS-5: at its very limit a step can still be met; a millisecond later the order is overdue, timer or not") {
  Town town;
  town.trapped();
  town.clock.advance(3min);
  CHECK(town.open()[0].next_deadline.has_value());
  CHECK_FALSE(town.open()[0].overdue);
  town.clock.advance(1ms);
  CHECK_FALSE(town.open()[0].next_deadline.has_value());
  CHECK(town.open()[0].overdue);
}

TEST_CASE("open orders are paged by key, oldest first: each once, also when one is closed or stepped in between") {
  Town town({}, 25);
  std::vector<OrderId> opened;
  for (std::size_t lift = 0; lift < 25; ++lift) {
    opened.push_back(town.trapped(1, lift));
    if (lift % 3 != 0) town.clock.advance(1s);  // some are opened in the same millisecond
  }
  const Scope scope{GENERATE(0, 1) == 0 ? UnitId{} : town.first};
  const auto page_after = [&](const std::optional<OrderCursor>& after) {
    return town.read([&](storage::Session& s) { return open_orders(s, scope, town.now(), after, 10); });
  };
  std::vector<OrderId> seen;
  std::optional<OrderCursor> after;
  for (auto page = page_after(after); !page.empty(); page = page_after(after)) {
    for (const OrderSummary& order : page) seen.push_back(order.id);
    after = OrderCursor{page.back().opened, page.back().id};
    if (seen.size() == 10) town.rescue(opened[4]);
  }
  CHECK(seen == opened);
}

TEST_CASE("closed orders are paged by key: each once, also when one is closed in between") {
  Town town({}, 25);
  for (std::size_t lift = 0; lift < 25; ++lift) {
    town.rescue(town.trapped(1, lift));
    if (lift % 3 != 0) town.clock.advance(1s);  // some are closed in the same millisecond
  }
  town.apply(town.alarm(EventKind::self_test, 0));
  const Scope scope{GENERATE(0, 1) == 0 ? UnitId{} : town.first};
  std::set<OrderId> seen;
  std::optional<OrderCursor> after;
  int pages = 0;
  UtcTime last = UtcTime::max();
  do {
    const OrderPage page =
        town.read([&](storage::Session& s) { return closed_orders(s, scope, after, 10, town.now()); });
    for (const OrderSummary& order : page.orders) {
      CHECK(seen.insert(order.id).second);
      CHECK(*order.closed <= last);
      CHECK(order.closing.has_value());
      CHECK(order.dispatches.size() == 1);
      last = *order.closed;
    }
    after = page.next;
    if (++pages == 1) {
      town.clock.advance(1s);
      town.rescue(town.trapped(2, 3));
    }
  } while (after);
  CHECK(seen.size() == 25);
  CHECK(pages == 3);
}

TEST_CASE("desk alerts are acknowledged once, by name") {
  Town town;
  town.trapped();
  const AlertId id = town.alerts().at(0).id;
  const auto acknowledge = [&](AlertId alert, const char* name) {
    return town.write([&](storage::Transaction& tx) {
      return acknowledge_alert(tx, alert, {AccountId{1}, name, "10.0.0.1"}, town.now());
    });
  };
  CHECK(acknowledge(id, "坐席一")->acknowledged_by == "坐席一");
  CHECK(acknowledge(id, "坐席二")->acknowledged_by == "坐席一");
  CHECK(acknowledge(AlertId{5}, "坐席一").has_error());
  CHECK(town.read([](storage::Session& s) { return desk_alerts(s, AlertFilter::open, 10); }).empty());
  CHECK(town.read([](storage::Session& s) { return desk_alerts(s, AlertFilter::all, 10); }).size() == 1);
  CHECK(town.read([&](storage::Session& s) { return desk_alerts(s, AlertFilter::all, 10, id); }).empty());
}
