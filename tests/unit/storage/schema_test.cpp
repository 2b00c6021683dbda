#include <array>
#include <catch2/catch.hpp>
#include <set>

#include "common/storage/audit.hpp"
#include "common/storage/connection.hpp"
#include "common/storage/migrations.hpp"
#include "common/storage/node_lease.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::storage;
using liftguard::testing::Scratch;

namespace {

constexpr schemas::Migration kFirst{1, "0001_first", "create table a (x bigint); -- a remark; with a semicolon\n"};
constexpr schemas::Migration kSecond{2, "0002_second", "insert into a (x) values (1); insert into a (x) values (2);"};
constexpr schemas::Migration kSecondChanged{2, "0002_second", "insert into a (x) values (3);"};
constexpr schemas::Migration kBroken{2, "0002_broken", "insert into a (x) values (1); insert into nowhere values (2);"};
constexpr Statement kCountA{"test.count_a", "select count(*) from a"};

}  // namespace

TEST_CASE("migrations are applied once, in order") {
  Scratch scratch;
  const auto connection = scratch.connect_blank();
  migrate(*connection, std::array{kFirst});
  CHECK_THROWS_AS(require_schema(*connection, std::array{kFirst, kSecond}), SchemaError);
  migrate(*connection, std::array{kFirst, kSecond});
  migrate(*connection, std::array{kFirst, kSecond});
  CHECK_NOTHROW(require_schema(*connection, std::array{kFirst, kSecond}));
  CHECK(connection->query(kCountA, {}).front().get<int>(0) == 2);
}

TEST_CASE("a schema that is newer or was changed is refused, by the migrator and by the servers") {
  Scratch scratch;
  const auto connection = scratch.connect_blank();
  migrate(*connection, std::array{kFirst, kSecond});
  CHECK_THROWS_AS(migrate(*connection, std::array{kFirst}), SchemaError);
  CHECK_THROWS_AS(require_schema(*connection, std::array{kFirst}), SchemaError);
  CHECK_THROWS_AS(migrate(*connection, std::array{kFirst, kSecondChanged}), SchemaError);
  CHECK_THROWS_AS(require_schema(*connection, std::array{kFirst, kSecondChanged}), SchemaError);
}

TEST_CASE("B15: a migration that breaks half way has not happened") {
  Scratch scratch;
  const auto connection = scratch.connect_blank();
  migrate(*connection, std::array{kFirst});
  CHECK_THROWS_AS(migrate(*connection, std::array{kFirst, kBroken}), DatabaseError);
  CHECK(connection->query(kCountA, {}).front().get<int>(0) == 0);
  CHECK_NOTHROW(migrate(*connection, std::array{kFirst, kSecond}));
}

TEST_CASE("a server starts neither on a missing file nor on an empty one") {
  Scratch scratch;
  CHECK_THROWS_AS(Database::open(scratch.blank_url()), SchemaError);
  (void)scratch.connect_blank();
  CHECK_THROWS_AS(Database::open(scratch.blank_url()), SchemaError);
  (void)scratch.open();
  CHECK_NOTHROW(Database::open(scratch.url()));
  CHECK_THROWS_AS(Database::open("mysql:x"), DatabaseError);
}

TEST_CASE("scripts are split at semicolons outside quotes and comments") {
  const auto statements = split_statements("a 'x;y' b; -- c; d\n \n e \"f;g\";\n-- end");
  REQUIRE(statements.size() == 2);
  CHECK(statements[0] == "a 'x;y' b");
  CHECK(statements[1].find("e \"f;g\"") != std::string::npos);
}

TEST_CASE("live processes never share a node number; a killed one's is taken last") {
  const Scratch scratch;
  const auto database = scratch.open();
  std::set<std::uint16_t> nodes;
  std::vector<std::unique_ptr<NodeLease>> leases;
  for (int i = 0; i < 1024; ++i) {
    leases.push_back(std::make_unique<NodeLease>(*database, "process " + std::to_string(i)));
    nodes.insert(leases.back()->node());
  }
  CHECK(nodes.size() == 1024);
  CHECK_THROWS_AS(NodeLease(*database, "one too many"), DatabaseError);
  const auto given_back = leases[17]->node();
  leases[17].reset();
  CHECK(leases[3]->renew());
  CHECK(NodeLease(*database, "the next").node() == given_back);
}

TEST_CASE("two databases over one file make different ids") {
  const Scratch scratch;
  const VirtualClock clock(utc_from_ms(1'800'000'000'000));
  const auto one = scratch.open({.clock = &clock});
  const auto other = scratch.open({.clock = &clock});
  std::set<std::int64_t> ids;
  for (int i = 0; i < 1000; ++i) {
    ids.insert(one->ids().make<struct TestTag>().value);
    ids.insert(other->ids().make<struct TestTag>().value);
  }
  CHECK(ids.size() == 2000);
}

TEST_CASE("H26: any edit of an audit row breaks the chain there") {
  const Scratch scratch;
  const auto database = scratch.open();
  {
    Transaction tx = database->begin();
    for (int i = 1; i <= 5; ++i)
      append_audit(tx, {.actor = {AccountId{4}, "王伟", "10.0.0.1"}, .action = "order.accepted", .subject = i},
                   utc_from_ms(i));
    tx.commit();
    ReadSession session = database->read();
    CHECK_FALSE(first_broken_audit_row(session));
  }
  const auto [name, sql] = GENERATE(table<const char*, const char*>({
      {"test.edit_time", "update audit_log set at_ms = 9 where seq = 3"},
      {"test.edit_account", "update audit_log set account_id = null where seq = 3"},
      {"test.edit_name", "update audit_log set name = 'x' where seq = 3"},
      {"test.edit_origin", "update audit_log set origin = 'x' where seq = 3"},
      {"test.edit_action", "update audit_log set action = 'x' where seq = 3"},
      {"test.edit_subject", "update audit_log set subject = 9 where seq = 3"},
      {"test.edit_before", "update audit_log set before_json = '{}' where seq = 3"},
      {"test.edit_after", "update audit_log set after_json = '{}' where seq = 3"},
      {"test.edit_hash", "update audit_log set hash = 'x' where seq = 3"},
      {"test.remove", "delete from audit_log where seq = 3"},
  }));
  Transaction tx = database->begin();
  tx.exec(Statement{name, sql});
  CHECK(first_broken_audit_row(tx) == 3);
}
