// What regulators are told of an order, in the transaction of each step.
#include <algorithm>
#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include <boost/json.hpp>

#include "common/uploads/queue.hpp"
#include "common/uploads/store.hpp"
#include "tests/unit/dispatch/town.hpp"

using namespace liftguard;
using namespace liftguard::testing;
namespace json = boost::json;

namespace {

struct City : Town {
  City() {
    write([&](storage::Transaction& tx) {
      const uploads::Receiver receiver{
          .name = "huzhou", .districts = {"330502"}, .url = "http://127.0.0.1:1/", .dialect = "gbt24476_chongqing"};
      uploads::load(tx, {{}, {receiver}}, {.name = "test"}, now()).value();
    });
  }

  std::vector<json::object> told() {
    return read([](storage::Session& session) {
      std::vector<json::object> out;
      for (const auto& upload : uploads::list(session, {}))
        out.push_back(json::parse(uploads::body(session, upload.id)).as_object());
      return out;
    });
  }
  std::vector<std::string> steps() {
    std::vector<std::string> out;
    for (const auto& body : told()) {
      const auto& order = body.at("order").as_object();
      std::string step(order.at("what").as_string());
      if (order.at("step").is_string()) step += ":" + std::string(order.at("step").as_string());
      out.push_back(std::move(step));
    }
    return out;
  }
};

}  // namespace

TEST_CASE("a regulator is told each step of an order, in its order, and what it ended with") {
  City city;
  const OrderId order = city.trapped();
  city.clock.advance(1min);
  city.rescue(order);
  const auto steps = city.steps();
  CHECK(steps == std::vector<std::string>{"opened", "dispatched:dispatched", "stepped:accepted", "stepped:arrived",
                                          "stepped:rescued", "closed:rescued"});
  const auto told = city.told();
  const auto& opened = told.front().at("order").as_object();
  CHECK(opened.at("cause").at("code") == "04");
  CHECK(opened.at("result").is_null());
  CHECK(told.front().at("elevator").at("code") == "100001");
  CHECK(told.back().at("order").at("result") == "trapped");
  for (const auto& body : told) {
    const std::string text = json::serialize(body);
    CHECK(text.find("王伟") == std::string::npos);        // nobody's name,
    CHECK(text.find("1380000000") == std::string::npos);  // nobody's telephone
  }
}

TEST_CASE("a regulator is told of a limit that has passed, with its true due time, and of no self-test") {
  City city;
  city.apply(city.alarm(EventKind::self_test, 0));
  CHECK(city.told().empty());
  city.trapped();
  const UtcTime due = city.now() + 3min;
  city.run_timers(city.now() + 4min);
  const auto told = city.told();
  const auto passed = std::ranges::find_if(
      told, [](const json::object& body) { return body.at("order").at("what") == "limit_passed"; });
  REQUIRE(passed != told.end());
  CHECK(passed->at("order").at("due_ms").as_int64() == to_ms(due));
  CHECK(passed->at("order").at("level").as_int64() == 1);
}

TEST_CASE("an order of a district without a receiver, and a step that is rolled back, go nowhere") {
  Town town;
  town.trapped();
  CHECK(town.read([](storage::Session& session) { return uploads::list(session, {}); }).empty());
  City city;
  {
    auto tx = city.database->begin();
    dispatch::apply_alarm(tx, city.alarm(EventKind::trapped, 1), city.now());
  }
  CHECK(city.told().empty());
}
