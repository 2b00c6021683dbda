#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "common/storage/changes.hpp"
#include "common/storage/counter.hpp"
#include "common/storage/restored.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::storage;
using liftguard::testing::connect;
using liftguard::testing::Scratch;

TEST_CASE("B16: a restored database is another one to the boxes, and gives no number again that others remember") {
  const Scratch scratch;
  std::uint64_t before = 0, told = 0;
  std::int64_t epoch = 0, change = 0;
  {
    const auto database = scratch.open();
    before = database->incarnation();
    auto tx = database->begin();
    epoch = next_number(tx, "gateway_epoch");
    change = next_number(tx, "changes");
    told = begin_new_incarnation(tx);
    tx.commit();
  }
  const auto database = scratch.open();
  CHECK(database->incarnation() == told);
  CHECK(database->incarnation() != before);
  auto tx = database->begin();
  CHECK(next_number(tx, "gateway_epoch") > epoch + 1'000'000);
  // The change log goes on where the backup ends: whoever was ahead of that is told to look at everything anew.
  CHECK(next_number(tx, "changes") == change + 1);
}

TEST_CASE("B16: the script of a restore does the same as what is done to a database that was put back") {
  const Scratch scratch;
  const std::string script = new_incarnation_script();
  constexpr std::array<std::string_view, 3> names{"test.restored_1", "test.restored_2", "test.restored_3"};
  std::vector<std::string> lines;  // without their semicolons
  for (std::size_t from = 0, end = 0; (end = script.find(";\n", from)) != std::string::npos; from = end + 2)
    lines.push_back(script.substr(from, end - from));
  REQUIRE(lines.size() == names.size());
  std::uint64_t before = 0;
  std::int64_t epoch = 0, upload = 0;
  {
    const auto database = scratch.open();
    before = database->incarnation();
    auto tx = database->begin();
    epoch = next_number(tx, "gateway_epoch");
    upload = next_number(tx, "uploads");
    for (std::size_t i = 0; i < lines.size(); ++i) CHECK(tx.exec(Statement{names.at(i), lines[i]}) == 1);
    tx.commit();
  }
  const auto database = scratch.open();
  CHECK(database->incarnation() != before);
  auto tx = database->begin();
  CHECK(next_number(tx, "gateway_epoch") == epoch + 1'000'000'001);
  CHECK(next_number(tx, "uploads") == upload + 1'000'000'001);
  CHECK(new_incarnation_script() != script);  // drawn anew each time
}

TEST_CASE("B13, B16: a process that meets another incarnation on a new connection goes no further") {
  const Scratch scratch;
  const auto running = scratch.open();
  const ReadSession first = running->read();
  {
    const auto admin = scratch.open();
    auto tx = admin->begin();
    begin_new_incarnation(tx);
    tx.commit();
  }
  const auto meet = [&] { (void)running->read(); };  // beside the first: a connection made for it
  CHECK_THROWS_AS(meet(), DatabaseError);
  CHECK_THROWS_WITH(meet(), Catch::Contains("incarnation"));
  CHECK_NOTHROW(scratch.open()->read());
}

namespace {

// A database that was put back as it was: what was committed since is gone, and nobody has said so.
void forget_newest_change(const Scratch& scratch) {
  constexpr Statement kForget{"test.forget_change", "delete from changes where seq = (select max(seq) from changes)"};
  constexpr Statement kBack{"test.counter_back", "update counters set value = value - 1 where name = 'changes'"};
  const auto connection = connect(scratch.url(), Milliseconds{1'000});
  for (const Statement& statement : {kForget, kBack}) connection->exec(statement, {});
}

void change(Database& database, std::int64_t subject) {
  auto tx = database.begin();
  append_change(tx, {.kind = "order", .subject = subject}, utc_from_ms(1'795'000'000'000));
  tx.commit();
}

}  // namespace

TEST_CASE("B13 B16: a process refuses a database that has forgotten what it committed, and so does its successor") {
  const Scratch scratch;
  const std::filesystem::path file = scratch.folder() / "behind";
  const Options options{.readers = 0, .behind = file};  // no connection for reading is kept: each is a fresh one
  {
    const auto database = scratch.open(options);
    change(*database, 1);
    change(*database, 2);
    CHECK_NOTHROW(database->read());
    forget_newest_change(scratch);
    CHECK_THROWS_AS(database->read(), Behind);
    CHECK_THROWS_WITH(database->read(), Catch::Contains("liftguard-admin restored"));
    const auto other = scratch.open();
    change(*other, 3);  // another change under the same number is not that one
    CHECK_THROWS_AS(database->read(), Behind);
  }
  CHECK_THROWS_AS(scratch.open(options), Behind);
  {
    const auto admin = scratch.open();
    auto tx = admin->begin();
    begin_new_incarnation(tx);
    tx.commit();
  }
  CHECK_NOTHROW(scratch.open(options));
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("B16: old changes that were thrown away are not missed") {
  const Scratch scratch;
  const auto database = scratch.open({.readers = 0});
  change(*database, 1);
  constexpr Statement kThrowAway{"test.throw_away", "delete from changes where seq = :1"};
  const auto connection = connect(scratch.url(), Milliseconds{1'000});
  const Param first[]{std::int64_t{1}};
  connection->exec(kThrowAway, first);
  CHECK_NOTHROW(database->read());  // none is left
  const auto other = scratch.open();
  change(*other, 2);
  CHECK_NOTHROW(database->read());  // a newer one is
}
