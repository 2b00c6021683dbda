#include <catch2/catch.hpp>

#include "common/storage/counter.hpp"
#include "common/storage/restored.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::storage;
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
