// The tables of the leases, and the fence that rests on them.
#include <chrono>
#include <memory>

#include <catch2/catch.hpp>

#include "gateway/leases/store.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::gateway::leases;
using namespace std::chrono_literals;
using liftguard::testing::Scratch;

namespace {

const UtcTime kNow = utc_from_ms(1'800'000'000'000);

Epoch enter(storage::Database& database, UtcTime now = kNow) {
  auto tx = database.begin();
  const Epoch epoch = join(tx, {"host/1", "world/1/1", SlotSet().set()}, now);
  tx.commit();
  return epoch;
}

Epoch take(storage::Database& database, Epoch member, const SlotSet& slots) {
  auto tx = database.begin();
  const Epoch epoch = take_slots(tx, member, slots);
  tx.commit();
  return epoch;
}

}  // namespace

TEST_CASE("a member joins with a new epoch and a lease of ten seconds, and is read back as it was") {
  const Scratch scratch;
  const auto database = scratch.open();
  const Epoch first = enter(*database);
  const Epoch second = enter(*database, kNow + 1s);
  CHECK(second > first);
  auto session = database->read();
  const Roll roll = read_roll(session);
  REQUIRE(roll.members.size() == 2);
  CHECK(roll.members[0].epoch == first);
  CHECK(roll.members[0].process == "world/1/1");
  CHECK(roll.members[0].wanted.all());
  CHECK(roll.members[0].expires == kNow + 10s);
  CHECK(roll.members[1].expires == kNow + 11s);
  CHECK(roll.holders == SlotEpochs{});
}

TEST_CASE("a slot's epoch only grows, through taking, releasing, lapsing and taking again") {
  const Scratch scratch;
  const auto database = scratch.open();
  const Epoch first = enter(*database), second = enter(*database);
  const SlotSet slots(0b1001);
  const Epoch taken = take(*database, first, slots);
  CHECK(taken > second);
  {
    auto session = database->read();
    CHECK(epochs_of(session, first)[0] == taken);
    CHECK(epochs_of(session, first)[3] == taken);
    CHECK(epochs_of(session, first)[1] == 0);
    CHECK(read_roll(session).holders[3] == first);
  }
  {
    auto tx = database->begin();
    release_slots(tx, first, SlotSet(0b1));
    tx.commit();
  }
  CHECK(take(*database, second, SlotSet(0b1)) > taken);
  {
    auto tx = database->begin();
    remove_member(tx, first);
    tx.commit();
  }
  auto session = database->read();
  CHECK_FALSE(is_member(session, first));
  CHECK(is_member(session, second));
  CHECK(read_roll(session).holders[3] == 0);
  CHECK(read_roll(session).holders[0] == second);
}

TEST_CASE("B6: a slot is taken only from nobody, and released and renewed only by its holder") {
  const Scratch scratch;
  const auto database = scratch.open();
  const Epoch first = enter(*database), second = enter(*database);
  static_cast<void>(take(*database, first, SlotSet(0b1)));
  auto tx = database->begin();
  CHECK_THROWS_AS(take_slots(tx, second, SlotSet(0b1)), storage::Fenced);
  CHECK_THROWS_AS(release_slots(tx, second, SlotSet(0b1)), storage::Fenced);
  CHECK_THROWS_AS(renew(tx, second + 100, kNow), storage::Fenced);
}

TEST_CASE("B6: a fence that throws ends the transaction before anything is written, and the next one begins anew") {
  const Scratch scratch;
  const auto ours = scratch.open(), others = scratch.open();
  const Epoch member = enter(*ours);
  ours->fence_with([&](storage::Session& session) {
    if (!is_member(session, member)) throw storage::Fenced("gone");
  });
  CHECK_NOTHROW(take(*ours, member, SlotSet(0b1)));
  {
    auto tx = others->begin();
    remove_member(tx, member);
    tx.commit();
  }
  CHECK_THROWS_AS(ours->begin(), storage::Fenced);
  CHECK_THROWS_AS(ours->begin(), storage::Fenced);
  const Epoch next = enter(*others);  // the lock is free
  ours->fence_with({});
  CHECK_NOTHROW(take(*ours, next, SlotSet(0b1)));
}
