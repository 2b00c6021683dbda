// What would happen in a district now, as those who answer for it read it.
#include <catch2/catch.hpp>

#include "common/dispatch/foresight.hpp"
#include "tests/unit/dispatch/town.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;
using rescue::Channel;
using rescue::RunsFrom;
using rescue::StopsWhen;
using rescue::Who;

namespace {

Foresight of_district(Town& town) {
  const auto all = town.read([&](storage::Session& s) { return foresee(s, town.district, town.now()); });
  REQUIRE(all.size() == 1);
  return all[0];
}

const ForeseenStep* step_of(const Foresight& seen, ForeseenKind kind) {
  for (const ForeseenStep& step : seen.steps)
    if (step.kind == kind) return &step;
  return nullptr;
}

void put(Town& town, const rescue::Chain& chain) {
  town.write([&](storage::Transaction& tx) {
    put_chain(tx, town.district, chain, kStart - 1h).value();
    registry::put_post(tx,
                       {.kind = registry::PostKind::desk, .position = 1, .name = "一号坐席", .phone = "0572-2000011"});
    registry::put_post(tx,
                       {.kind = registry::PostKind::desk, .position = 2, .name = "二号坐席", .phone = "13800000022"});
  });
}

}  // namespace

TEST_CASE("what would happen in a district: the rules and its chain in the order of time, each with its people") {
  Town town;
  put(town, {{1, Who::next_desk, Channel::desk, RunsFrom::opening, 45s, StopsWhen::opened},
             {2, Who::next_desk, Channel::voice, RunsFrom::previous, 15s, StopsWhen::opened},
             {3, Who::rescue_office, Channel::sms, RunsFrom::dispatch, 5min, StopsWhen::accepted}});
  const Foresight seen = of_district(town);
  CHECK(seen.name == "吴兴区");
  CHECK(seen.own_chain);
  CHECK(seen.units == 1);
  std::vector<Milliseconds> times;
  for (const ForeseenStep& step : seen.steps) times.push_back(step.after);
  CHECK(times == std::vector<Milliseconds>{0s, 0s, 30s, 45s, 60s, 3min, 3min, 5min});
  const ForeseenStep* dispatched = step_of(seen, ForeseenKind::unit_dispatched);
  REQUIRE(dispatched->people.size() == 1);
  CHECK(dispatched->people[0].name == "王伟");
  CHECK(dispatched->people[0].unit == "湖州迅安电梯");
  CHECK(step_of(seen, ForeseenKind::accept_limit)->people.size() == 2);
  CHECK(step_of(seen, ForeseenKind::second_dispatched)->people[0].name == "李强");
  CHECK(seen.steps[4].people[0].name == "二号坐席");
  CHECK(seen.steps[7].people.empty());  // there is no office: it is for the reader to see
}

TEST_CASE("what would happen says what waits for a dispatcher, what is switched off, and who has nobody to tell") {
  Town town(rescue::DistrictLimits{.second_level = rescue::Automatic::no, .first_dispatch = rescue::Automatic::no});
  put(town, {{1, Who::manager, Channel::sms, RunsFrom::dispatch, 1min, StopsWhen::accepted}});
  town.write([&](storage::Transaction& tx) {
    Town::put_contact(tx, town.first, registry::ContactRole::manager, "陈经理", "");
  });
  const Foresight seen = of_district(town);
  CHECK(step_of(seen, ForeseenKind::confirmation) != nullptr);
  CHECK(step_of(seen, ForeseenKind::unit_dispatched)->waits_for_dispatch);
  CHECK_FALSE(step_of(seen, ForeseenKind::desk_rings)->waits_for_dispatch);
  CHECK(step_of(seen, ForeseenKind::no_second) != nullptr);
  CHECK(step_of(seen, ForeseenKind::second_dispatched) == nullptr);
  CHECK(step_of(seen, ForeseenKind::chain_step)->without == std::vector<std::string>{"湖州迅安电梯"});
  CHECK(step_of(seen, ForeseenKind::unit_dispatched)->without.empty());
}

TEST_CASE("what is foreseen of a dispatch that nobody answers is what then happens") {
  Town town;
  put(town, {{1, Who::manager, Channel::sms, RunsFrom::dispatch, 1min, StopsWhen::accepted}});
  const Foresight seen = of_district(town);
  const OrderId order = town.trapped();
  town.run_timers(kStart + 4min);
  for (const ForeseenStep& step : seen.steps) {
    if (step.kind == ForeseenKind::next_channel) continue;  // nothing was sent here that could be lost
    for (const ForeseenPerson& person : step.people) {
      INFO(name_of(step.kind) << " " << person.name);
      bool told = false;
      for (const NoticeView& notice : town.detail(order).notices)
        told = told || (notice.to_name == person.name && notice.created <= kStart + step.after + 1ms);
      CHECK(told);
    }
  }
}

TEST_CASE(
    "all districts are foreseen for who answers for the city, one for who answers for one; none has its own chain") {
  Town town;
  town.write([](storage::Transaction& tx) { registry::put_district(tx, {.code = "330503", .name = "南浔区"}); });
  const auto all = town.read([&](storage::Session& s) { return foresee(s, {}, town.now()); });
  REQUIRE(all.size() == 2);
  CHECK(all[1].name == "南浔区");
  CHECK_FALSE(all[1].own_chain);
  CHECK(all[1].units == 0);
  CHECK(step_of(all[1], ForeseenKind::chain_step) != nullptr);  // the one for all
}

TEST_CASE("the people of a district's units are asked for at once, not for each unit and step") {
  Town town;
  put(town, {{1, Who::manager, Channel::sms, RunsFrom::dispatch, 1min, StopsWhen::accepted},
             {2, Who::rescuer, Channel::voice, RunsFrom::dispatch, 2min, StopsWhen::accepted}});
  town.read([&](storage::Session& session) {
    CHECK(foresee(session, town.district, town.now()).at(0).steps.size() > 5);
    if (!on_postgresql()) return;  // SQLite runs the same statement either way, with no way to a server in between
    for (const storage::Statement& statement : session.prepared()) CHECK(statement.name != "contacts.for_elevator");
  });
}
