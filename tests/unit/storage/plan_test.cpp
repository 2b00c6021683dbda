// Plans that a connection keeps while a migration changes their tables.
#include <catch2/catch.hpp>

#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::storage;
using liftguard::testing::connect;
using liftguard::testing::Scratch;

namespace {

constexpr Statement kRead{"test.plan_read", "select worth from goods where key = :1"};
constexpr Statement kWrite{"test.plan_write", "update goods set key = key where key = :1 returning worth"};

// The transaction as a caller's: given up after what failed.
Rows in_transaction(Connection& connection, Access access, const Statement& statement) {
  const Param params[]{std::int64_t{1}};
  connection.begin(access);
  try {
    Rows rows = connection.query(statement, params);
    connection.commit();
    return rows;
  } catch (...) {
    connection.rollback();
    throw;
  }
}

}  // namespace

TEST_CASE("a plan from before a migration fails once, and is made anew for the next try", "[postgresql]") {
  Scratch scratch;
  const auto running = scratch.connect_blank(Milliseconds{5'000});
  running->exec_once("create table goods (key bigint primary key, worth bigint)");
  running->exec_once("insert into goods values (1, 7)");
  const auto [access, statement] = GENERATE(std::pair{Access::read, kRead}, std::pair{Access::write, kWrite});
  CHECK(in_transaction(*running, access, statement).front().get<std::int64_t>(0) == 7);
  connect(scratch.blank_url(), Milliseconds{5'000})->exec_once("alter table goods alter worth type text");

  CHECK_THROWS_AS(in_transaction(*running, access, statement), Busy);
  CHECK(running->usable());
  CHECK(in_transaction(*running, access, statement).front().get<std::string>(0) == "7");
}

TEST_CASE("what the server cannot do with a plan just made is no reason to try for ever", "[postgresql]") {
  Scratch scratch;
  const auto connection = scratch.connect_blank(Milliseconds{5'000});
  connection->exec_once(
      "create function never() returns bigint language plpgsql as "
      "$$ begin raise exception using errcode = 'feature_not_supported'; end $$");
  constexpr Statement kNever{"test.plan_never", "select never()"};
  for (int i = 0; i < 3; ++i) {
    connection->begin(Access::read);
    try {
      connection->query(kNever, {});
      FAIL("done");
    } catch (const Busy&) {
      CHECK(i == 1);
    } catch (const DatabaseError&) {
      CHECK(i != 1);
    }
    connection->rollback();
  }
}
