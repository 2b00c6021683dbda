// A town comes in beside a running city: in short turns, whole or not at all.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "common/dispatch/chains.hpp"
#include "common/dispatch/contact_check.hpp"
#include "common/registry/posts.hpp"
#include "common/registry/store.hpp"
#include "platform/accounts/secrets.hpp"
#include "platform/admin/seed.hpp"
#include "platform/app/toml_table.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::admin;
using liftguard::testing::Scratch;

namespace {

const std::string kUnit = "91330502MA2B3C4D58";

Town town_of(int lifts) {
  Town town;
  town.districts.push_back(
      {{{}, "330502", "吴兴区"}, {.accept = Milliseconds{120'000}, .arrive_elsewhere = Milliseconds{5}}});
  town.units.push_back({{}, kUnit, "湖州苕溪电梯", "0572-1"});
  TownContact person{{.role = registry::ContactRole::manager, .name = "陈经理", .phone = "1"}, kUnit, ""};
  town.contacts.push_back(person);
  for (int i = 0; i < lifts; ++i) {
    TownElevator lift;
    lift.elevator.code = fmt::format("{:06}", 100'000 + i);
    lift.elevator.place = "1幢\"甲\"";
    lift.elevator.estate = "太湖花园";
    lift.elevator.area = rescue::Area::city_centre;
    lift.elevator.latitude = 30.123456789;
    lift.district = "330502";
    lift.maintenance_unit = kUnit;
    lift.monitor = fmt::format("LG-{:06}", i);
    town.elevators.push_back(lift);
  }
  if (lifts > 0) town.contacts.push_back({{.name = "王伟", .phone = "2"}, kUnit, "100000"});
  return town;
}

struct Desk {
  Desk() { accounts::set_up_secrets(); }

  Result<void> seed(const Town& town, const ImportPace& pace = {}) {
    LoginsFile logins(scratch.folder());
    return admin::seed(*database, town, logins, steady, pace);
  }
  [[nodiscard]] std::int64_t count(const std::string& what) const { return scratch.count(what); }
  // The code of an account's district.
  [[nodiscard]] std::string district_of(const std::string& login) const {
    return scratch.text("select d.code from accounts a join districts d on d.id = a.district_id where a.login = '" +
                        login + "'");
  }

  Scratch scratch;
  SystemSteadyClock steady;
  std::unique_ptr<storage::Database> database = scratch.open();
};

// Everything in the registry that could differ.
std::string picture(const Desk& desk) {
  std::string text;
  for (const char* select :
       {"select count(*) || ' ' || min(code) || ' ' || max(code) || ' ' || min(place) || ' ' || min(estate) || ' ' || "
        "min(area) || ' ' || max(latitude) from elevators",
        "select count(*) || ' ' || min(monitor) || ' ' || max(monitor) from bindings where until_ms is null",
        "select count(*) || ' ' || min(name) || ' ' || max(name) || ' ' || min(role) || ' ' || max(role) from contacts",
        "select count(*) || ' ' || min(name) || ' ' || min(phone) from units",
        "select accept_ms || ' ' || arrive_elsewhere_ms || ' ' || rescue_elsewhere_ms from district_limits",
        "select count(*) from contacts where elevator_id is not null"})
    text += desk.scratch.text(select) + '\n';
  return text;
}

// Killed in the `after`th pause of an import.
void killed_in_pause(Desk& desk, const Town& town, int after) {
  const std::string url = desk.scratch.url();
  const auto folder = desk.scratch.folder();
  desk.database.reset();
  const pid_t child = fork();
  if (child == 0) {
    const auto database = storage::Database::open(url);
    LoginsFile logins(folder);
    const SystemSteadyClock steady;
    int pauses = 0;
    const ImportPace pace{.longest = Milliseconds{0}, .staged_rows = 10, .pause = [&] {
                            if (++pauses == after) kill(getpid(), SIGKILL);
                          }};
    const auto done = seed(*database, town, logins, steady, pace);
    _exit(done ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  desk.database = desk.scratch.open();
}

// As if a minute had gone by.
void age_imports(Desk& desk) {
  constexpr storage::Statement kAge{"test.age", "update imports set touched_ms = touched_ms - 61000"};
  storage::Transaction tx = desk.database->begin();
  tx.exec(kAge);
  tx.commit();
}

}  // namespace

TEST_CASE("a town comes in as it is, a second time changes nothing, and nothing of the import is left") {
  Desk desk;
  Town town = town_of(120);
  town.accounts.push_back({"zuoxi01", "沈建国", "", accounts::Role::dispatcher, town.districts[0].district.code});
  town.accounts.push_back({kUnit, "沈建国", kUnit, accounts::Role::maintenance_main});
  REQUIRE(desk.seed(town));
  CHECK(picture(desk) ==
        "120 100000 100119 1幢\"甲\" 太湖花园 1 30.123456789\n120 LG-000000 LG-000119\n2 王伟 陈经理 1 2\n"
        "1 湖州苕溪电梯 0572-1\n120000 5 3600000\n1\n");
  CHECK(desk.count("accounts") == 2);
  CHECK(desk.count("accounts where district_id is not null") == 1);
  CHECK(LoginsFile(desk.scratch.folder()).entries().size() == 2);
  const std::string before = picture(desk);
  REQUIRE(desk.seed(town));
  CHECK(picture(desk) == before);
  CHECK(desk.count("accounts") == 2);
  CHECK(desk.count("imports where state = 3") == 2);
  CHECK(desk.count("import_rows") == 0);
}

TEST_CASE("a town that names what is nowhere is refused with nothing written") {
  Desk desk;
  Town town = town_of(3);
  SECTION("district") {
    town.elevators[2].district = "330599";
  }
  SECTION("maintenance unit") {
    town.elevators[2].maintenance_unit = "x";
  }
  SECTION("second unit") {
    town.elevators[2].second_unit = "x";
  }
  SECTION("unit of a contact") {
    town.contacts[0].unit = "x";
  }
  SECTION("elevator of a contact") {
    town.contacts[0].elevator = "x";
  }
  SECTION("unit of an account") {
    town.accounts.push_back({"crew01", "沈建国", "x", accounts::Role::maintenance_sub});
  }
  const auto done = desk.seed(town);
  REQUIRE_FALSE(done);
  CHECK(done.error().code == "unknown_code");
  CHECK(desk.count("imports") + desk.count("units") + desk.count("elevators") == 0);
}

TEST_CASE("an import that was killed while it was staged counts for nothing and is thrown away") {
  Desk desk;
  killed_in_pause(desk, town_of(60), 3);
  CHECK(desk.count("import_rows") == 30);
  CHECK(desk.count("elevators") + desk.count("units") == 0);
  const auto too_soon = desk.seed(town_of(1));
  REQUIRE_FALSE(too_soon);
  CHECK(too_soon.error().code == "import_running");
  age_imports(desk);
  REQUIRE(desk.seed(town_of(1)));
  CHECK(desk.count("elevators") == 1);
  CHECK(desk.count("imports") == 1);
  CHECK(desk.count("import_rows") == 0);
}

TEST_CASE("an import that was killed after it was accepted comes in whole, from where it stood") {
  Desk whole;
  REQUIRE(whole.seed(town_of(60)));
  for (const int after : {8, 20, 40, 60}) {
    CAPTURE(after);
    Desk desk;
    killed_in_pause(desk, town_of(60), after);
    CHECK(desk.count("elevators") < 60);
    // No lift without what belongs to it.
    CHECK(desk.count("elevators") == desk.count("bindings where until_ms is null"));
    age_imports(desk);
    REQUIRE(desk.seed(town_of(0)));  // any later import goes on with it first
    CHECK(picture(desk) == picture(whole));
    CHECK(desk.count("import_rows") == 0);
  }
}

namespace {

Town town_in(const Desk& desk, const std::string& text) {
  const auto file = desk.scratch.folder() / "town.toml";
  std::ofstream(file) << text;
  return read_town(file);
}
std::string complaint_of(const Desk& desk, const std::string& text) {
  try {
    (void)town_in(desk, text);
  } catch (const app::BadToml& bad) {
    return bad.what();
  }
  return "";
}

const std::string kDistricts =
    "[[district]]\ncode = \"330502\"\nname = \"吴兴区\"\n[[district]]\ncode = \"330503\"\nname = \"南浔区\"\n";
const std::string kPosts =
    "[[post]]\nkind = \"desk\"\nname = \"一号坐席\"\n"
    "[[post]]\nkind = \"desk\"\nname = \"二号坐席\"\nphone = \"0572-2\"\n"
    "[[post]]\nkind = \"rescue_office\"\ndistrict = \"330503\"\nname = \"南浔救援办\"\nphone = \"13800000191\"\n";
const std::string kStep =
    "{ who = \"manager\", channel = \"voice\", from = \"dispatch\", after_s = 90, until = \"accepted\" }";

std::string chain(const std::string& steps, const std::string& district = "330503") {
  return "[[chain]]\n" + (district.empty() ? "" : "district = \"" + district + "\"\n") + "step = [" + steps + "]\n";
}

}  // namespace

TEST_CASE("RS-12: posts and chains of a town file come in, a second time changes nothing") {
  Desk desk;
  const Town town = town_in(desk, kDistricts + kPosts + chain(kStep) + chain("", "330502"));
  REQUIRE(desk.seed(town));
  const auto chains = desk.count("escalation_chains");
  REQUIRE(desk.seed(town));
  CHECK(desk.count("escalation_chains") == chains);
  CHECK(desk.count("posts") == 3);
  auto session = desk.database->begin();  // a district is found by putting it again
  const auto centre = registry::put_district(session, {{}, "330502", "吴兴区"});
  const auto outside = registry::put_district(session, {{}, "330503", "南浔区"});
  const auto desks = registry::posts_for(session, registry::PostKind::desk, outside);
  REQUIRE(desks.size() == 2);
  CHECK(desks[1].name == "二号坐席");
  CHECK(desks[1].position == 2);
  CHECK(registry::posts_for(session, registry::PostKind::rescue_office, centre).empty());
  CHECK(registry::posts_for(session, registry::PostKind::rescue_office, outside).at(0).phone == "13800000191");
  const UtcTime now = desk.database->utc_now();
  CHECK(dispatch::chain_at(session, centre, now).empty());
  CHECK(dispatch::chain_at(session, outside, now) == rescue::Chain{{.position = 1,
                                                                    .who = rescue::Who::manager,
                                                                    .channel = rescue::Channel::voice,
                                                                    .runs_from = rescue::RunsFrom::dispatch,
                                                                    .delay = Milliseconds{90'000},
                                                                    .stops_when = rescue::StopsWhen::accepted}});
}

TEST_CASE("RS-12: a chain or post that is wrong is refused with the whole file, in words") {
  const Desk desk;
  const auto with = [](std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
  };
  const auto complaint = [&](const std::string& text) { return complaint_of(desk, kDistricts + text); };
  CHECK(complaint(kPosts + chain(kStep)).empty());
  CHECK(complaint(chain(with(kStep, "dispatch", "previous"))).find("第一步之前没有步骤") != std::string::npos);
  CHECK(complaint(chain(with(kStep, "manager", "second_unit"))).find("只能以短信派单") != std::string::npos);
  CHECK(complaint(chain(with(kStep, "manager", "mayor"))).find("须为以下之一") != std::string::npos);
  CHECK(complaint(chain(with(kStep, "90", "86401"))).find("after_s") != std::string::npos);
  CHECK(complaint(chain(kStep) + chain(kStep)).find("只能有一条升级链") != std::string::npos);
  CHECK(complaint(chain(with(kStep, "until", "unless"))).find("until") != std::string::npos);
  CHECK(complaint(with(kPosts, "phone = \"13800000191\"", "")).find("救援办须有电话") != std::string::npos);
  CHECK(complaint(with(kPosts, "desk", "chair")).find("须为 desk") != std::string::npos);
}

TEST_CASE("E14: a monitor's name that is a service's, or no name at all, is refused with the whole file, in words") {
  const Desk desk;
  const auto complaint = [&](const std::string& monitor) {
    return complaint_of(desk, kDistricts +
                                  "[[elevator]]\ncode = \"100001\"\nplace = \"一号楼\"\nestate = \"湖畔花园\"\n"
                                  "district = \"330502\"\nmaintenance_unit = \"U\"\nmonitor = \"" +
                                  monitor + "\"\n");
  };
  CHECK(complaint("LG-000001").empty());
  CHECK(complaint("").empty());  // none yet
  CHECK(complaint("gateway-31").find("不能是 gateway，也不能以 gateway- 开头") != std::string::npos);
  CHECK(complaint("Gateway-31").find("monitor") != std::string::npos);
  CHECK(complaint("LG 000001").find("1至32个字母、数字或连字符") != std::string::npos);
}

TEST_CASE("a post or chain of a district that the town has not is refused, and nothing comes in") {
  Desk desk;
  CHECK(desk.seed(town_in(desk, kDistricts + chain(kStep, "330599"))).error().code == "unknown_code");
  CHECK(desk.seed(town_in(desk, kPosts)).error().code == "unknown_code");
  CHECK(desk.count("districts") == 0);
}

TEST_CASE("G6: who could not be reached is known as soon as a town is in") {
  Desk desk;
  REQUIRE(desk.seed(town_of(1), {.longest = Milliseconds{0}, .staged_rows = 1, .pause = {}}));
  auto session = desk.database->read();
  const auto found = dispatch::found_contacts(session, {}, 10);
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].finding == dispatch::ContactFinding::invalid_number);
  CHECK(found[0].name == "陈经理");
}

TEST_CASE("a new account is of the district that is named; one of the whole city must be asked for") {
  Desk desk;
  REQUIRE(desk.seed(town_of(1)));
  LoginsFile logins(desk.scratch.folder());
  const auto give = [&](TownAccount account, Extent extent) -> std::string {
    const auto done = give_first_password(*desk.database, account, extent, logins);
    return done ? "" : done.error().code;
  };
  const auto role = GENERATE(accounts::Role::regulator, accounts::Role::dispatcher);
  CHECK(give({"jianguan01", "周敏", "", role}, Extent::one_district) == "no_district");
  CHECK(give({"jianguan01", "周敏", "", role, "330599"}, Extent::one_district) == "unknown_code");
  CHECK(desk.count("accounts") == 0);
  CHECK(logins.entries().empty());
  CHECK(give({"jianguan01", "周敏", "", role, "330502"}, Extent::one_district).empty());
  CHECK(give({"jianguan02", "沈建国", "", role}, Extent::whole_city).empty());
  CHECK(desk.district_of("jianguan01") == "330502");
  CHECK(desk.district_of("jianguan02").empty());
  // A new password for somebody who is there changes nothing else.
  CHECK(give({"jianguan01", "", "", role}, Extent::one_district).empty());
  CHECK(desk.district_of("jianguan01") == "330502");
  CHECK(give({"admin02", "周敏", "", accounts::Role::administrator}, Extent::one_district).empty());
  CHECK(give({"admin03", "周敏", "", accounts::Role::administrator, "330502"}, Extent::one_district) == "bad_district");
}
