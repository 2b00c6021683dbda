// Migration 0020 gives orders that were open before there were chains the timer that they lack (fault row J1).
#include <catch2/catch.hpp>

#include "common/storage/migrations.hpp"
#include "tests/unit/storage/schema_dump.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::storage;
using liftguard::testing::Scratch;

namespace {

constexpr std::span<const schemas::Migration> kAll{schemas::kMigrations};
constexpr Statement kArmed{"test.armed", "select due_ms from timers where kind = 'escalation' and subject = :1"};
constexpr Statement kArmedInAll{"test.armed_in_all", "select count(*) from timers where kind = 'escalation'"};

std::span<const schemas::Migration> before(int number) {
  std::size_t count = 0;
  while (count < kAll.size() && kAll[count].number < number) ++count;
  return kAll.first(count);
}

void put_order(Connection& connection, int id, const std::string& closed, int tag) {
  connection.exec_once(
      "insert into orders (id, version, elevator_id, tag, source, step, late, maintenance, happened_ms, "
      "opened_ms, closed_ms, accept_ms, rescue_ms, second_level, first_dispatch, cause_alarm_id) values (" +
      std::to_string(id) + ", 1, " + std::to_string(id) + ", " + std::to_string(tag) + ", 1, 2, 0, 0, 1000, 2000, " +
      closed + ", 180000, 3600000, 1, 1, 0)");
}

}  // namespace

TEST_CASE("J1: orders that are open when chains come get their timer at the upgrade, once, and no others do") {
  Scratch scratch;
  const auto connection = scratch.connect_blank(Milliseconds{20'000});
  migrate(*connection, before(15));
  connection->exec_once("insert into districts (id, code, name) values (1, '330502', 'x')");
  for (const int id : {11, 12, 13, 14})
    connection->exec_once(
        "insert into elevators (id, code, registration_code, place, estate, district_id, area) values (" +
        std::to_string(id) + ", '1000" + std::to_string(id) + "', '', '', '', 1, 0)");
  put_order(*connection, 11, "null", 1);
  put_order(*connection, 12, "3000", 1);
  put_order(*connection, 13, "null", 3);
  migrate(*connection, before(20));
  put_order(*connection, 14, "null", 1);  // made by a gateway that knows chains
  connection->exec_once("insert into timers (kind, subject, due_ms) values ('escalation', 14, 7000)");
  migrate(*connection, kAll);
  const auto due = [&](int order) {
    const Param params[]{order};
    const Rows rows = connection->query(kArmed, params);
    return rows.empty() ? std::int64_t{0} : rows.front().get<std::int64_t>(0);
  };
  CHECK(due(11) == 2'000 + 45'001);
  CHECK(due(14) == 7'000);
  CHECK(connection->query(kArmedInAll, {}).front().get<int>(0) == 2);
}
