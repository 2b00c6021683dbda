// F6: the list of an incident, page by page.
#include <catch2/catch.hpp>
#include <chrono>
#include <set>

#include "tests/unit/dispatch/mains_failure.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;

TEST_CASE("F6: an incident of 240 orders is paged through whole, by people, minutes and site, open ones first") {
  constexpr std::size_t kLifts = 240;
  Town town({}, kLifts);
  std::vector<OrderId> orders;
  for (std::size_t lift = 0; lift < kLifts; ++lift) {
    Alarm alarm = power_cut(town, lift);
    alarm.happened = kStart - std::chrono::seconds{static_cast<std::int64_t>(lift * 7 % 240)};
    if (lift % 3 == 1) alarm.facts_json = R"({"reasons":["mains_lost"],"occupancy":"unknown","mains":false})";
    if (lift % 3 == 2) alarm.facts_json = R"({"reasons":["mains_lost"],"occupancy":"empty","mains":false})";
    orders.push_back(town.apply(alarm).order.value());
  }
  town.rescue(orders[0]);
  const IncidentId incident = incidents(town)[0].id;
  const auto through = [&](IncidentSort sort) {
    std::vector<OrderSummary> all;
    for (int page = 1;; ++page) {
      const auto detail = town.read([&](storage::Session& s) {
        return incident_detail(s, incident, {sort, page}, town.now());
      });
      CHECK(detail->pages == 5);
      CHECK(detail->incident.orders == kLifts);
      if (detail->orders.empty()) return all;
      for (const OrderSummary& order : detail->orders) all.push_back(order);
    }
  };
  for (const IncidentSort sort : {IncidentSort::people, IncidentSort::minutes, IncidentSort::site}) {
    const auto all = through(sort);
    std::set<OrderId> seen;
    for (const OrderSummary& order : all) seen.insert(order.id);
    REQUIRE(all.size() == kLifts);
    CHECK(seen.size() == kLifts);
    CHECK(all.back().id == orders[0]);
    if (sort == IncidentSort::people) {
      CHECK(all[78].seen.occupancy == "occupied");  // 79 of the 80 are still inside
      CHECK(all[79].seen.occupancy == "unknown");
      CHECK(all[238].seen.occupancy == "empty");
    }
    if (sort == IncidentSort::minutes)
      CHECK(std::ranges::is_sorted(all.begin(), all.end() - 1, {}, &OrderSummary::happened));
    if (sort == IncidentSort::site)
      CHECK(std::ranges::is_sorted(all.begin(), all.end() - 1, {},  // 9幢 before 10幢
                                   [](const auto& o) { return std::stoi(o.elevator.place); }));
  }
}

TEST_CASE("F6: a page of an incident of 5,000 orders costs no more than a page") {
  Town town({}, 4);
  for (std::size_t lift = 0; lift < 4; ++lift) trap(town, lift);
  const OrderId first = town.open().front().id;
  town.rescue(first);
  const IncidentId incident = incidents(town)[0].id;
  town.write([&](storage::Transaction& tx) {
    constexpr storage::Statement kOrders{
        "test.more_orders",
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < 4996) "
        "insert into orders (id, version, elevator_id, tag, source, step, late, maintenance, happened_ms, opened_ms, "
        "closed_ms, accept_ms, rescue_ms, second_level, first_dispatch, cause_alarm_id, result, people_trapped) "
        "select n.i, o.version, o.elevator_id, o.tag, o.source, o.step, o.late, o.maintenance, o.happened_ms, "
        "o.opened_ms, o.closed_ms, o.accept_ms, o.rescue_ms, o.second_level, o.first_dispatch, o.cause_alarm_id, "
        "o.result, n.i % 9 from orders o cross join n where o.id = :1"};
    constexpr storage::Statement kSites{
        "test.more_sites",
        "insert into order_sites (order_id, district_id, estate, opened_ms, mains_lost, incident_id) "
        "select o.id, s.district_id, s.estate, s.opened_ms, s.mains_lost, s.incident_id from orders o "
        "join order_sites s on s.order_id = :1 where o.id <= 4996"};
    REQUIRE(tx.exec(kOrders, first) == 4'996);
    REQUIRE(tx.exec(kSites, first) == 4'996);
  });
  const auto began = std::chrono::steady_clock::now();
  const auto page = town.read([&](storage::Session& s) {
    return incident_detail(s, incident, {IncidentSort::people, 100}, town.now());
  });
  const auto took = std::chrono::steady_clock::now() - began;
  UNSCOPED_INFO("page 100 in " << std::chrono::duration_cast<Milliseconds>(took).count() << " ms");
  CHECK(took < 2s);
  CHECK(page->incident.orders == 5'000);
  CHECK(page->pages == 100);
  CHECK(page->orders.size() == 50);
  CHECK(page->orders.back().closing->people_trapped == 0);
}
