// Receivers and tables of codes, and what is written into the outbox because of them.
#include <array>
#include <string>
#include <string_view>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/unit/storage/plans.hpp"
#include "tests/unit/uploads/place.hpp"

using namespace liftguard;
using namespace liftguard::testing;
using namespace liftguard::uploads;

namespace {

const std::string kHeader = "code,event,reason,reading,zh,en\n";

std::string code_of_newest(Place& place) {
  const auto all = place.list();
  REQUIRE_FALSE(all.empty());
  const auto text = place.read([&](storage::Session& session) { return body(session, all.back().id); });
  const auto value = boost::json::parse(text).at("event").at("code");
  return value.is_null() ? "null" : std::string(value.get_string());
}

}  // namespace

TEST_CASE("receivers are loaded as a whole, keep their number by name, and are retired when they are gone") {
  Place place;
  Receiver huzhou = Place::receiver("huzhou", Repeats::idempotent);
  huzhou.ca = "/etc/ca.crt";
  huzhou.token_file = "/etc/token";
  huzhou.uncoded = Uncoded::left_out;
  huzhou.per_second = 3;
  huzhou.parallel = 2;
  huzhou.timeout = 7s;
  huzhou.back_off = {11s, 12s};
  place.load({huzhou, Place::receiver("zhejiang")});
  const auto in_use = [&] {
    return place.read([](storage::Session& session) { return receivers(session, Which::in_use); });
  };
  auto all = in_use();
  REQUIRE(all.size() == 2);
  huzhou.id = all[0].id;
  CHECK(all[0] == huzhou);

  huzhou.url = "http://127.0.0.1:2/";
  huzhou.districts = {"330502", "330503"};
  place.load({huzhou});
  all = in_use();
  REQUIRE(all.size() == 1);
  CHECK(all[0] == huzhou);
  CHECK(place.read([](storage::Session& session) { return receivers(session, Which::all); }).size() == 2);
  place.report(place.event());
  CHECK(place.list({"zhejiang"}).empty());
  CHECK(place.list({"huzhou"}).size() == 1);
}

TEST_CASE("a setup with something wrong in it changes nothing (J3)") {
  Place place;
  place.load({Place::receiver("huzhou")});
  Receiver nowhere = Place::receiver("nowhere", Repeats::unknown, "999999");
  Receiver foreign = Place::receiver("foreign");
  foreign.dialect = "foreign";
  CHECK(place.load(Setup{{}, {nowhere}}).error().code == "unknown_district");
  CHECK(place.load(Setup{{}, {foreign}}).error().code == "unknown_dialect");
  CHECK(place.load(Setup{{{"foreign", "nonsense"}}, {foreign}}).error().code == "bad_table");
  CHECK(place.id_of("huzhou"));
  CHECK_FALSE(place.id_of("foreign"));
  CHECK(place.load(Setup{{{"foreign", kHeader + "E7,trapped,,always,困人,Trapped\n"}}, {foreign}}).has_value());
  place.report(place.event());
  CHECK(code_of_newest(place) == "E7");
}

TEST_CASE("without a table that this version reads, an event goes by name, and is never held up") {
  Place place;
  Receiver foreign = Place::receiver("foreign");
  foreign.dialect = "foreign";
  foreign.uncoded = GENERATE(Uncoded::by_name, Uncoded::left_out);
  place.load(Setup{{{"foreign", kHeader + "E7,trapped,,always,困人,Trapped\n"}}, {foreign}}).value();
  const std::string what = GENERATE("delete from code_tables", "update code_tables set csv = 'of another version'");
  place.write([&](storage::Transaction& tx) { tx.exec(storage::Statement{"test.code_tables", what}); });
  place.report(place.event());
  CHECK(code_of_newest(place) == "null");
}

TEST_CASE("a loaded table takes the place of the one that is compiled in, and goes with the next setup") {
  Place place;
  Receiver receiver = Place::receiver("huzhou");
  receiver.dialect = "regulator";
  place.load({receiver});
  place.report(place.event());
  CHECK(code_of_newest(place) == "null");
  REQUIRE(place.load(Setup{{{"regulator", kHeader + "8001,trapped,,always,困人,Trapped\n"}}, {receiver}}).has_value());
  place.report(place.event());
  CHECK(code_of_newest(place) == "8001");
  place.load({receiver});
  place.report(place.event());
  CHECK(code_of_newest(place) == "null");
  CHECK_FALSE(place.read([](storage::Session& session) { return codes_of(session, "none"); }).has_value());
}

TEST_CASE("a report goes to the receivers of its elevator's district, once, in the transaction of its cause") {
  Place place;
  place.report(place.event());  // nobody is set up
  CHECK(place.list().empty());
  place.load({Place::receiver("huzhou"), Place::receiver("nanxun", Repeats::unknown, "330503")});
  const auto event = place.event();
  place.report(event);
  place.report(event);
  place.report(place.event(2));
  EventReport unbound = place.event();
  unbound.elevator = {};
  place.report(unbound);
  place.report(place.event(0, EventKind::self_test));
  place.report(place.event(0, EventKind::ride));
  {
    auto tx = place.database->begin();  // rolled back with its cause
    Outbox(tx, place.now()).add(place.event());
  }
  CHECK(place.list({"huzhou"}).size() == 1);
  CHECK(place.list({"nanxun"}).size() == 1);
  place.report(OrderReport{.order = OrderId{3}, .elevator = place.lifts[0], .what = "opened", .at = place.now()});
  const auto all = place.list({"huzhou"});
  REQUIRE(all.size() == 2);
  CHECK(all[1].kind == Kind::order_step);
  CHECK(all[0].elevator == "100001");
  CHECK(all[1].id.value == 3);  // without gaps
}

TEST_CASE("events without a number are left out where the receiver wants it so") {
  Place place;
  Receiver receiver = Place::receiver("huzhou");
  receiver.uncoded = Uncoded::left_out;
  place.load({receiver});
  place.report(place.event(0, EventKind::overspeed));
  CHECK(place.list().empty());
  place.report(place.event(0, EventKind::overtravel_top));
  CHECK(code_of_newest(place) == "92");
}

TEST_CASE("F11: every statement of uploads finds its rows by an index", "[sqlite]") {
  Place place;
  place.load({Place::receiver("huzhou", Repeats::idempotent)});
  place.report(place.event());
  auto tx = place.database->begin();
  const auto id = place.id_of("huzhou");
  Outbox(tx, place.now()).add(place.event());
  const auto claimed = claim(tx, ready(tx, id, place.now(), 5), {"w", 1s}, place.now());
  REQUIRE(claimed.size() == 1);
  (void)tried_since(tx, id, place.now());
  settle_claim(tx, "w", {claimed[0].id, State::unknown, place.now(), "?"}, place.now());
  release(tx, "w", claimed[0].id);
  (void)any_lapsed(tx, place.now());
  take_lapsed(tx, place.now());
  forget_accepted(tx, place.now(), 10);
  (void)list(tx, {});
  (void)body(tx, claimed[0].id);
  resend(tx, claimed[0].id, kOperator, place.now()).value();
  settle(tx, claimed[0].id, {State::rejected, "x"}, kOperator, place.now()).value();
  (void)backlogs(tx);
  // Receivers are a handful, and are loaded and shown as a whole.
  constexpr std::array<std::string_view, 10> kWhole{"upload_receivers.retire",
                                                    "upload_receivers.all",
                                                    "upload_receivers.outlets",
                                                    "upload_receiver_districts.forget",
                                                    "upload_receiver_districts.all",
                                                    "code_tables.forget",
                                                    "uploads.waiting",
                                                    "schema_migrations.all",
                                                    "districts.put",
                                                    "uploads.lapsed"};
  CHECK(check_plans(tx, kWhole) > 15);
}
