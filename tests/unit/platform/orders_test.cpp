// Rescue orders over HTTP: lists, details, steps, who may, who was first.
#include <set>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/unit/platform/running_platform.hpp"

using namespace liftguard;
using namespace liftguard::test;

namespace {

constexpr std::string_view kAccept = R"({"level":1,"step":"accepted"})";
constexpr std::string_view kArrive = R"({"level":1,"step":"arrived","remark":"已到现场"})";
constexpr std::string_view kRescue =
    R"({"level":1,"step":"rescued","closing":{"result":"trapped","people_trapped":2,"people_hurt":0,"scene":"2楼与3楼之间"}})";

std::string path_of(OrderId order) {
  return "/api/v1/orders/" + to_string(order);
}
std::int64_t version_of(const Answer& answer) {
  return json_of(answer).at("version").as_int64();
}
std::string state_of(const Answer& answer) {
  return json_of(answer).at("state").as_string().c_str();
}
std::size_t count_orders(Person& person, std::string_view query = "") {
  return json_of(person.get("/api/v1/orders" + std::string(query))).at("orders").as_array().size();
}

// As many lifts more, each with an order that has been open for longer than `newest`; three opened at a time.
void open_older(RunningPlatform& platform, OrderId newest, int count) {
  constexpr storage::Statement kLifts{
      "test.more_lifts",
      "insert into elevators (id, code, registration_code, place, estate, district_id, area) "
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < :2) "
      "select 900000 + n.i, cast(500000 + n.i as text), '', e.place, e.estate, e.district_id, e.area "
      "from n, orders o join elevators e on e.id = o.elevator_id where o.id = :1"};
  constexpr storage::Statement kOrders{
      "test.more_orders",
      "insert into orders (id, version, elevator_id, tag, source, step, late, maintenance, happened_ms, opened_ms, "
      "accept_ms, rescue_ms, second_level, first_dispatch, cause_alarm_id) "
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < :2) "
      "select 900000 + n.i, 1, 900000 + n.i, o.tag, o.source, 1, 0, 0, o.happened_ms, o.opened_ms - 1000 - n.i / 3, "
      "o.accept_ms, o.rescue_ms, o.second_level, o.first_dispatch, o.cause_alarm_id from n, orders o where o.id = :1"};
  auto tx = platform.database().begin();
  tx.exec(kLifts, newest, count);
  tx.exec(kOrders, newest, count);
  tx.commit();
}

// Every id on all pages of a list. Not checked against the contract, which takes a minute for a thousand orders.
std::vector<std::string> ids_on_pages(RunningPlatform& platform, const Person& person, const std::string& path,
                                      std::string_view list, int& pages) {
  Socket socket(platform.port());
  const std::string cookies = "lg_session=" + person.session + "; lg_device=" + person.device;
  std::vector<std::string> ids;
  std::string cursor;
  do {
    socket.send(request_text("GET", path + (cursor.empty() ? "" : "&cursor=" + cursor), {{"Cookie", cookies}}, ""));
    const auto page = json_of(socket.read_answer());
    for (const auto& entry : page.at(list).as_array()) ids.emplace_back(entry.at("id").as_string().c_str());
    cursor = page.contains("next_cursor") ? page.at("next_cursor").as_string().c_str() : "";
    ++pages;
  } while (!cursor.empty());
  return ids;
}

}  // namespace

TEST_CASE("an order's way from dispatched to rescued") {
  RunningPlatform platform;
  const OrderId order = platform.trap(1);
  Person crew(platform, "crewa01");
  const Answer list = crew.get("/api/v1/orders");
  const auto orders = json_of(list).at("orders").as_array();
  REQUIRE(orders.size() == 1);
  const auto& summary = orders[0].as_object();
  CHECK(summary.at("state").as_string() == "dispatched");
  CHECK(summary.at("seen").at("between").at(0).as_string() == "2");
  CHECK(summary.at("next_deadline").at("step").as_string() == "accepted");
  CHECK(json_of(list).at("change_seq").as_int64() > 0);

  Answer detail = crew.get(path_of(order));
  REQUIRE(detail.status == 200);
  CHECK(detail.header("etag") == '"' + std::to_string(version_of(detail)) + '"');

  detail = crew.step(order, kAccept, version_of(detail), new_uuid());
  REQUIRE(detail.status == 200);
  CHECK(state_of(detail) == "accepted");
  CHECK(json_of(detail).at("dispatches").at(0).at("accepted_by").as_string() == "沈建国");
  detail = crew.step(order, kArrive, version_of(detail), new_uuid());
  CHECK(state_of(detail) == "arrived");
  const Answer unclosed = crew.step(order, R"({"level":1,"step":"rescued"})", version_of(detail), new_uuid());
  CHECK(unclosed.status == 400);
  CHECK(json_of(unclosed).at("field").as_string() == "closing");
  detail = crew.step(order, kRescue, version_of(detail), new_uuid());
  REQUIRE(detail.status == 200);
  CHECK(state_of(detail) == "rescued");
  CHECK(json_of(detail).at("compliant").as_bool());
  CHECK(json_of(detail).at("timely").as_bool());
  CHECK(json_of(detail).at("closing").at("people_trapped").as_int64() == 2);
  CHECK(count_orders(crew) == 0);
  CHECK(count_orders(crew, "?state=closed") == 1);
}

TEST_CASE("RS-2: a step is taken back with a reason, and stands in the time line") {
  RunningPlatform platform;
  const OrderId order = platform.trap(1);
  Person crew(platform, "crewa01");
  Answer detail = crew.step(order, kAccept, version_of(crew.get(path_of(order))), new_uuid());
  const Headers headers{{"Idempotency-Key", new_uuid()}, {"If-Match", detail.header("etag")}};
  CHECK(crew.write("POST", path_of(order) + "/step-back", R"({"level":1})", headers).status == 400);
  detail = crew.write("POST", path_of(order) + "/step-back", R"({"level":1,"reason":"点错了"})", headers);
  REQUIRE(detail.status == 200);
  CHECK(state_of(detail) == "dispatched");
  const auto timeline = json_of(detail).at("timeline").as_array();
  CHECK(timeline.back().at("kind").as_string() == "stepped_back");
  CHECK(timeline.back().at("remark").as_string() == "点错了");
}

TEST_CASE("I7: a repeated step is taken once; its key with another body is refused") {
  RunningPlatform platform;
  const OrderId order = platform.trap(1);
  Person crew(platform, "crewa01");
  const auto version = version_of(crew.get(path_of(order)));
  const std::string key = new_uuid();
  const Answer first = crew.step(order, kAccept, version, key);
  const Answer again = crew.step(order, kAccept, version, key);
  CHECK(first.status == 200);
  CHECK(again.status == 200);
  CHECK(version_of(again) == version_of(first));
  CHECK(json_of(again).at("timeline") == json_of(first).at("timeline"));
  const Answer other = crew.step(order, kArrive, version_of(first), key);
  CHECK(other.status == 409);
  CHECK(code_of(other) == "idempotency_mismatch");
  // The same key of another person is another intention.
  Person colleague(platform, "crewa02");
  CHECK(code_of(colleague.step(order, kAccept, version, key)) == "version_clash");
}

TEST_CASE("I2: of two crews that accept at once one wins, and the other sees who") {
  RunningPlatform platform;
  for (int round = 0; round < 5; ++round) {
    const OrderId order = platform.trap(1);
    Person one(platform, "crewa01");
    Person two(platform, "crewa02");
    const auto version = version_of(one.get(path_of(order)));
    Answer answers[2];
    {
      const std::jthread first([&] { answers[0] = one.step(order, kAccept, version, new_uuid()); });
      const std::jthread second([&] { answers[1] = two.step(order, kAccept, version, new_uuid()); });
    }
    const bool first_won = answers[0].status == 200;
    const Answer& won = first_won ? answers[0] : answers[1];
    const Answer& lost = first_won ? answers[1] : answers[0];
    CHECK(won.status == 200);
    CHECK(lost.status == 409);
    CHECK(code_of(lost) == "version_clash");
    const auto current = json_of(lost).at("current").as_object();
    CHECK(current.at("version").as_int64() == version_of(won));
    CHECK(current.at("dispatches").at(0).at("accepted_by").as_string() == "沈建国");
    Person desk(platform, "zuoxi01");
    Answer detail = desk.step(order, kArrive, version_of(won), new_uuid());
    CHECK(desk.step(order, kRescue, version_of(detail), new_uuid()).status == 200);
  }
}

TEST_CASE("a change says its intention, its version and nothing unknown") {
  RunningPlatform platform;
  const OrderId order = platform.trap(1);
  Person crew(platform, "crewa01");
  const std::string steps = path_of(order) + "/steps";
  const auto version = version_of(crew.get(path_of(order)));
  const std::string tag = '"' + std::to_string(version) + '"';
  CHECK(code_of(crew.write("POST", steps, kAccept, {{"If-Match", tag}})) == "idempotency_key_required");
  CHECK(code_of(crew.write("POST", steps, kAccept, {{"Idempotency-Key", new_uuid()}})) == "version_required");
  const auto refused = [&](std::string_view body) { return code_of(crew.step(order, body, version, new_uuid())); };
  CHECK(refused(R"({"level":3,"step":"accepted"})") == "invalid_field");
  CHECK(refused(R"({"level":1,"step":"received"})") == "invalid_field");
  CHECK(refused(R"({"level":1,"step":"accepted","state":"rescued"})") == "unknown_field");
  CHECK(refused(R"({"level":1,"step":"accepted","closing":{"result":"trapped"}})") == "invalid_field");
  CHECK(refused(R"({"level":1,"level":1,"step":"accepted"})") == "bad_json");
  CHECK(refused(R"({"level":1,"step":"arrived"})") == "step_refused");
  CHECK(version_of(crew.get(path_of(order))) == version);  // none of it changed anything
}

TEST_CASE("H2: another unit's order is not there, in list, detail, steps and step-back") {
  RunningPlatform platform;
  const OrderId theirs = platform.trap(2);
  Person crew(platform, "crewa01");
  Person owner(platform, "crewb01");
  const auto version = version_of(owner.get(path_of(theirs)));
  CHECK(count_orders(crew) == 0);
  CHECK(count_orders(owner) == 1);
  const Answer hidden = crew.get(path_of(theirs));
  const Answer absent = crew.get(path_of(OrderId{77}));
  CHECK(hidden.status == 404);
  CHECK(hidden.body == absent.body);
  CHECK(crew.step(theirs, kAccept, version, new_uuid()).status == 404);
  const Headers headers{{"Idempotency-Key", new_uuid()}, {"If-Match", '"' + std::to_string(version) + '"'}};
  CHECK(crew.write("POST", path_of(theirs) + "/step-back", R"({"level":1,"reason":"x"})", headers).status == 404);
  CHECK(version_of(owner.get(path_of(theirs))) == version);
  for (const std::string_view bad : {"0", "-1", "abc", "99999999999999999999", "1%20or%201=1", "1'"}) {
    CHECK(owner.get("/api/v1/orders/" + std::string(bad)).status == 404);
  }
}

TEST_CASE("RS-14: a unit may not take the other level's steps, the desk may take any") {
  RunningPlatform platform;
  const OrderId order = platform.trap(1);
  Person crew(platform, "crewa01");
  Person desk(platform, "zuoxi01");
  const auto version = version_of(desk.get(path_of(order)));
  CHECK(code_of(crew.step(order, R"({"level":2,"step":"accepted"})", version, new_uuid())) == "forbidden");
  CHECK(code_of(crew.step(order, R"({"level":2,"step":"dispatched"})", version, new_uuid())) == "forbidden");
  const Answer second = desk.step(order, R"({"level":2,"step":"dispatched"})", version, new_uuid());
  REQUIRE(second.status == 200);
  CHECK(json_of(second).at("dispatches").as_array().size() == 2);
}

TEST_CASE("DV-23: an order's events carry their numbers in every dialect") {
  RunningPlatform platform;
  Person desk(platform, "zuoxi01");
  const auto detail = json_of(desk.get(path_of(platform.trap(1))));
  const auto& codes = detail.at("events").at(0).at("codes").as_array();
  REQUIRE(codes.size() == 2);
  CHECK(codes.at(0).at("dialect") == "gbt24476_chongqing");
  CHECK(codes.at(1).at("dialect") == "gbt24476_continued");
  for (const auto& code : codes) CHECK(code.at("code") == "04");  // outside the zone
}

TEST_CASE("telephone numbers are masked for whom they are none of the business") {
  RunningPlatform platform;
  const OrderId order = platform.trap(1);
  const auto phones = [&](std::string_view login) {
    Person person(platform, login);
    const auto detail = json_of(person.get(path_of(order)));
    std::string all;
    for (const auto& contact : detail.at("contacts").as_array()) all += contact.at("phone").as_string().c_str();
    for (const auto& notice : detail.at("notices").as_array()) all += notice.at("phone").as_string().c_str();
    return all;
  };
  CHECK_FALSE(phones("zuoxi01").empty());
  CHECK(phones("zuoxi01").find('*') == std::string::npos);
  CHECK(phones("crewa01").find('*') != std::string::npos);
}

TEST_CASE("the list refuses parameters that it does not know, and pages through what is closed") {
  RunningPlatform platform;
  Person desk(platform, "zuoxi01");
  for (const std::string_view bad :
       {"?state=all", "?state=open&cursor=5", "?state=closed&cursor=x", "?state=closed&cursor=5",
        "?state=closed&cursor=5-0", "?state=closed&cursor=5-5'--"}) {
    INFO(bad);
    CHECK(desk.get("/api/v1/orders" + std::string(bad)).status == 400);
  }
  std::set<std::string> made;
  for (int i = 0; i < 52; ++i) {
    const OrderId order = platform.trap(1);
    made.insert(to_string(order));
    auto tx = platform.database().begin();
    const auto tap = [&](rescue::Step step) {
      dispatch::Tap t;
      t.order = order;
      t.step = step;
      t.actor = {{}, "周敏", "test"};
      t.at = platform.now();
      if (step == rescue::Step::rescued) t.closing = dispatch::Closing{};
      REQUIRE(dispatch::tap(tx, t, t.at).has_value());
    };
    tap(rescue::Step::accepted);
    tap(rescue::Step::arrived);
    tap(rescue::Step::rescued);
    tx.commit();
  }
  int pages = 0;
  const auto listed = ids_on_pages(platform, desk, "/api/v1/orders?state=closed", "orders", pages);
  CHECK(pages == 2);
  CHECK(listed.size() == made.size());
  CHECK(std::set(listed.begin(), listed.end()) == made);
}

TEST_CASE("open orders of a disaster come in pages, the longest waiting first, and none is lost") {
  RunningPlatform platform;
  const OrderId newest = platform.trap(1);
  open_older(platform, newest, 1001);
  Person desk(platform, "zuoxi01");
  int pages = 0;
  const auto listed = ids_on_pages(platform, desk, "/api/v1/orders?state=open", "orders", pages);
  CHECK(pages == 2);
  REQUIRE(listed.size() == 1002);
  CHECK(listed.front() == "900999");  // of the three opened first, by their id
  CHECK(listed.back() == to_string(newest));
  CHECK(std::set(listed.begin(), listed.end()).size() == 1002);
  Person crew(platform, "crewa01");
  CHECK(count_orders(crew) == 1);
}

TEST_CASE("what rings at the desk comes in pages: an order whose alert is left out would fall silent") {
  RunningPlatform platform;
  std::vector<dispatch::DeskAlert> alerts(501, {.kind = dispatch::AlertKind::alarm_button});
  for (auto& alert : alerts) alert.key = new_uuid();
  auto tx = platform.database().begin();
  const auto rung = dispatch::ring_all(tx, alerts, platform.now());
  tx.commit();
  Person desk(platform, "zuoxi01");
  int pages = 0;
  const auto listed = ids_on_pages(platform, desk, "/api/v1/desk-alerts?state=open", "alerts", pages);
  CHECK(pages == 2);
  REQUIRE(listed.size() == 501);
  CHECK(listed.front() == to_string(*rung.back()));
  CHECK(listed.back() == to_string(*rung.front()));
  CHECK(desk.get("/api/v1/desk-alerts?cursor=x").status == 400);
}

TEST_CASE("what rings at the desk is shown and acknowledged once") {
  RunningPlatform platform;
  platform.ring();
  Person desk(platform, "zuoxi01");
  const auto alerts = [&] { return json_of(desk.get("/api/v1/desk-alerts")).at("alerts").as_array(); };
  REQUIRE(alerts().size() == 1);
  CHECK(alerts()[0].at("kind").as_string() == "alarm_button");
  const std::string path =
      "/api/v1/desk-alerts/" + std::string(alerts()[0].at("id").as_string().c_str()) + "/acknowledge";
  CHECK(desk.write("POST", path, "").status == 204);
  CHECK(desk.write("POST", path, "").status == 204);
  CHECK(alerts().empty());
  CHECK(desk.write("POST", "/api/v1/desk-alerts/77/acknowledge", "").status == 404);
  CHECK(desk.get("/api/v1/desk-alerts?state=all").status == 400);
}
