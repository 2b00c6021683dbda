// Who is on duty for an order (RS-12), incidents, findings and chains over HTTP, each for whom it concerns.
#include <catch2/catch.hpp>

#include "common/dispatch/contact_check.hpp"
#include "common/registry/store.hpp"
#include "tests/unit/platform/running_platform.hpp"

using namespace liftguard;
using namespace liftguard::test;

namespace {

int opened_entries(Person& person, OrderId order) {
  int count = 0;
  const auto detail = json_of(person.get("/api/v1/orders/" + to_string(order)));
  for (const auto& entry : detail.at("timeline").as_array())
    count += entry.at("kind").as_string() == "desk_opened" ? 1 : 0;
  return count;
}

// Nobody answers the telephone of unit A.
void lose_phone_of_unit_a(RunningPlatform& platform) {
  auto tx = platform.database().begin();
  const auto unit = registry::find_elevator(tx, "100001").value().maintenance_unit;
  registry::put_contact(tx, {.unit = unit, .name = "沈建国", .phone = "12345678901"});
  CHECK(dispatch::check_contacts(tx, unit, platform.now()) == 1);
  tx.commit();
}

std::size_t findings_of(Person& person) {
  return json_of(person.get("/api/v1/contact-findings")).at("findings").as_array().size();
}

}  // namespace

TEST_CASE("RS-12: an order is opened by a dispatcher of its district or of the city, by nobody else who looks at it") {
  RunningPlatform platform;
  const OrderId order = platform.trap(1);
  const std::string path = "/api/v1/orders/" + to_string(order) + "/opened";
  Person reader(platform, "zuoxi01");
  for (const auto* login : {"admin", "zuoxi03"}) {
    Person person(platform, login);
    CHECK(person.write("POST", path, "").status == 204);
    CHECK(opened_entries(reader, order) == 0);
  }
  CHECK(reader.write("POST", path, "").status == 204);
  CHECK(opened_entries(reader, order) == 1);
  Person crew(platform, "crewa01");
  CHECK(crew.write("POST", path, "").status == 403);
}

TEST_CASE("G6: a unit sees its own contacts that could not be reached, a district's people those of it") {
  RunningPlatform platform;
  lose_phone_of_unit_a(platform);
  const std::pair<const char*, std::size_t> seen[]{{"admin", 1},   {"zuoxi01", 1}, {"zuoxi03", 0},
                                                   {"crewa01", 1}, {"crewb01", 0}, {"jianguan01", 1}};
  for (const auto& [login, count] : seen) {
    INFO(login);
    Person person(platform, login);
    CHECK(findings_of(person) == count);
  }
  Person regulator(platform, "jianguan01");
  CHECK(regulator.get("/api/v1/contact-findings").body.find("12345678901") == std::string::npos);
}

TEST_CASE("chains are read by who answers for a district, of that district; a unit has nothing to look for there") {
  RunningPlatform platform;
  Person admin(platform, "admin");
  CHECK(json_of(admin.get("/api/v1/chains")).at("districts").as_array().size() == 2);
  Person regulator(platform, "jianguan01");
  const Answer own = regulator.get("/api/v1/chains");
  const auto districts = json_of(own).at("districts").as_array();
  REQUIRE(districts.size() == 1);
  CHECK(districts[0].at("name").as_string() == "吴兴区");
  CHECK(districts[0].at("steps").as_array().size() > 5);
  CHECK(own.body.find("138****") != std::string::npos);
  CHECK(own.body.find("1380000010") == std::string::npos);
  Person crew(platform, "crewa01");
  CHECK(crew.get("/api/v1/chains").status == 403);
}

TEST_CASE("a regulator reads what is theirs, and neither sees an order nor takes a step") {
  RunningPlatform platform;
  const OrderId order = platform.trap(1);
  Person regulator(platform, "jianguan01");
  CHECK(regulator.get("/api/v1/orders").status == 403);
  CHECK(regulator.get("/api/v1/orders/" + to_string(order)).status == 404);
  CHECK(regulator.get("/api/v1/desk-alerts").status == 403);
  CHECK(regulator.get("/api/v1/incidents").status == 403);
  CHECK(regulator.step(order, R"({"level":1,"step":"accepted"})", 1, new_uuid()).status == 404);
}

TEST_CASE("an incident's page and order are asked for by name and number, and by nothing else") {
  RunningPlatform platform;
  Person desk(platform, "zuoxi01");
  for (const auto* query : {"?sort=age", "?page=0", "?page=-1", "?page=10001", "?page=x"})
    CHECK(desk.get("/api/v1/incidents/1" + std::string(query)).status == 400);
  CHECK(desk.get("/api/v1/incidents/1?sort=site&page=2").status == 404);
}
