#include <catch2/catch.hpp>

#include "platform/faults/scope.hpp"
#include "platform/faults/write_request.hpp"

using namespace liftguard;
using namespace liftguard::faults;
using accounts::Account;
using accounts::Role;
using rescue::Level;
using rescue::Step;

namespace {

const UnitId kOurs{1};
const UnitId kTheirs{2};
const UnitId kOthers{3};

Account account(Role role, UnitId unit = {}) {
  Account made;
  made.id = AccountId{7};
  made.role = role;
  made.unit = unit;
  return made;
}

dispatch::OrderSummary order() {
  dispatch::OrderSummary made;
  made.dispatches.resize(2);
  made.dispatches[0].unit = kOurs;
  made.dispatches[0].dispatch.level = Level::first;
  made.dispatches[1].unit = kTheirs;
  made.dispatches[1].dispatch.level = Level::second;
  return made;
}

}  // namespace

TEST_CASE("H2: the desk sees every order, a unit those dispatched to it, others none") {
  CHECK(sees(scope_of(account(Role::administrator)), order()));
  CHECK(sees(scope_of(account(Role::dispatcher)), order()));
  CHECK(sees(scope_of(account(Role::maintenance_main, kOurs)), order()));
  CHECK(sees(scope_of(account(Role::maintenance_sub, kTheirs)), order()));
  CHECK_FALSE(sees(scope_of(account(Role::maintenance_main, kOthers)), order()));
  CHECK_FALSE(sees(scope_of(account(Role::maintenance_sub, kOurs)), dispatch::OrderSummary{}));
  CHECK_FALSE(scope_of(account(Role::maintenance_sub)).has_value());  // a unit account without a unit
}

TEST_CASE("RS-14: a crew takes the steps of its own dispatch alone, the desk any") {
  struct Row {
    Account who;
    Level level;
    Step step;
    bool may;
  };
  const Row rows[] = {
      {account(Role::dispatcher), Level::first, Step::dispatched, true},
      {account(Role::administrator), Level::second, Step::rescued, true},
      {account(Role::maintenance_sub, kOurs), Level::first, Step::accepted, true},
      {account(Role::maintenance_sub, kOurs), Level::second, Step::accepted, false},
      {account(Role::maintenance_main, kTheirs), Level::second, Step::arrived, true},
      {account(Role::maintenance_main, kTheirs), Level::first, Step::arrived, false},
      {account(Role::maintenance_sub, kOurs), Level::first, Step::dispatched, false},
      {account(Role::maintenance_sub, kOthers), Level::first, Step::accepted, false},
  };
  for (const auto& row : rows) CHECK(may_tap(row.who, order(), row.level, row.step) == row.may);
}

TEST_CASE("telephone numbers are whole for the desk and for one's own unit") {
  CHECK(may_see_phone(account(Role::dispatcher), kOurs));
  CHECK(may_see_phone(account(Role::maintenance_sub, kOurs), kOurs));
  CHECK_FALSE(may_see_phone(account(Role::maintenance_sub, kOurs), kTheirs));
  CHECK_FALSE(may_see_phone(account(Role::maintenance_sub), UnitId{}));
  CHECK(masked_phone("13800000101") == "138****0101");
  CHECK(masked_phone("1380101") == "*******");
  CHECK(masked_phone("") == "");
}

TEST_CASE("I7: a change names its intention and the version that was seen") {
  CHECK(is_uuid("0190b6c2-7b1e-7c3a-9f00-aBcDeF012345"));
  CHECK_FALSE(is_uuid("0190b6c2-7b1e-7c3a-9f00-aBcDeF01234"));
  CHECK_FALSE(is_uuid("0190b6c2-7b1e-7c3a-9f00-aBcDeF01234g"));
  CHECK_FALSE(is_uuid("0190b6c2+7b1e-7c3a-9f00-aBcDeF012345"));
  CHECK(version_in("\"17\"") == 17);
  for (const std::string_view bad : {"17", "\"\"", "W/\"17\"", "\"0\"", "\"-1\"", "\"17", "*", "", "\"17\", \"18\""}) {
    INFO(bad);
    CHECK_FALSE(version_in(bad).has_value());
  }
  http::Request request;
  request.headers = {{"idempotency-key", "0190b6c2-7b1e-7c3a-9f00-abcdef012345"}, {"if-match", "\"3\""}};
  const auto read = read_write_request(request, AccountId{7});
  REQUIRE(read.request.has_value());
  CHECK(read.request->idempotency_key == "7/0190b6c2-7b1e-7c3a-9f00-abcdef012345");
  CHECK(read.request->version == 3);
  request.headers.pop_back();
  CHECK(read_write_request(request, AccountId{7}).problem == http::ProblemCode::version_required);
  request.headers.clear();
  CHECK(read_write_request(request, AccountId{7}).problem == http::ProblemCode::idempotency_key_required);
}
