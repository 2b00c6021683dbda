// Gateways that share the slots: joining, handing over, taking over, being fenced. By virtual time, on both engines.
#include <chrono>

#include <catch2/catch.hpp>

#include "tests/unit/leases/gateways.hpp"

using namespace liftguard;
using namespace liftguard::gateway::leases;
using namespace liftguard::gateway::leases::testing;
using namespace std::chrono_literals;

namespace {

struct Pair : World {
  Pair() {
    a.start();
    a.keeper().step();
    b.start();
    b.keeper().step();
  }
  // Both look until neither has anything to do.
  void settle() {
    for (int i = 0; i < 4; ++i) {
      a.keeper().step();
      b.keeper().step();
      CHECK((a.acts_for() & b.acts_for()).none());
    }
  }

  Gateway a{*this}, b{*this};
};

}  // namespace

TEST_CASE("a gateway alone takes all slots at its first look, and acts for them") {
  World world;
  Gateway gateway(world);
  gateway.start();
  CHECK_FALSE(gateway.keeper().settled());
  CHECK(gateway.acts_for().none());
  gateway.keeper().step();
  CHECK(gateway.keeper().settled());
  CHECK(gateway.acts_for().all());
}

TEST_CASE("a second gateway is handed half of the slots, none of which both act for at any time") {
  Pair pair;
  CHECK(pair.a.acts_for().all());
  CHECK(pair.b.acts_for().none());
  pair.settle();
  CHECK(pair.a.acts_for().count() == 32);
  CHECK(pair.b.acts_for().count() == 32);
}

TEST_CASE("a slot is freed only when its sessions are gone, and not served meanwhile") {
  Pair pair;
  pair.a.slow_to_let_go = true;
  pair.settle();
  CHECK(pair.a.acts_for().count() == 32);
  CHECK(pair.b.acts_for().none());
  pair.a.finish_letting_go();
  pair.settle();
  CHECK(pair.b.acts_for().count() == 32);
}

TEST_CASE("a slot that is being let go when its heir is gone comes back with a new epoch") {
  Pair pair;
  pair.a.slow_to_let_go = true;
  pair.a.keeper().step();
  const SlotSet kept = pair.a.acts_for();
  CHECK(kept.count() == 32);
  pair.b.keeper().leave();
  pair.a.finish_letting_go();
  pair.a.keeper().step();
  pair.a.keeper().step();
  CHECK(pair.a.acts_for().all());
  for (std::uint8_t slot = 0; slot < 64; ++slot)
    if (!kept.test(slot)) CHECK(pair.a.holdings().epoch_of(slot) > pair.a.keeper().member() + 2);
}

TEST_CASE("who leaves frees its slots, and the other has them at its next look") {
  Pair pair;
  pair.settle();
  pair.a.keeper().leave();
  CHECK(pair.a.acts_for().none());
  pair.b.keeper().step();
  CHECK(pair.b.acts_for().all());
}

TEST_CASE(
    "B6: who is away for its lease has stopped acting, is replaced at ten seconds and not before, and is fenced") {
  Pair pair;
  pair.settle();
  pair.time.advance(3s);
  pair.b.keeper().step();  // renews; a is paused from here on
  pair.time.advance(3'666ms);
  CHECK(pair.a.acts_for().count() == 32);
  pair.time.advance(1ms);
  CHECK(pair.a.acts_for().none());
  pair.time.advance(3'332ms);
  pair.b.keeper().step();
  CHECK(pair.b.acts_for().count() == 32);
  pair.time.advance(1ms);
  pair.b.keeper().step();
  CHECK(pair.b.acts_for().all());

  CHECK_THROWS_AS(pair.a.database().begin(), storage::Fenced);
  CHECK_THROWS_AS(pair.a.keeper().step(), storage::Fenced);
  CHECK(pair.a.acts_for().none());
  pair.a.start();  // the process that its supervisor starts
  pair.settle();
  CHECK(pair.a.acts_for().count() == 32);
  CHECK(pair.b.acts_for().count() == 32);
}

TEST_CASE("B6: it is the renewal's asking that counts, not its answer") {
  World world;
  Gateway gateway(world);
  gateway.start();
  gateway.keeper().step();
  world.time.advance(3s);
  int calls = 0;
  gateway.at_clock = [&] {
    if (++calls == 2) world.time.advance(5s);  // inside the renewal's transaction
  };
  gateway.keeper().step();
  CHECK(calls >= 2);
  CHECK(gateway.acts_for().all());
  world.time.advance(1'666ms);
  CHECK(gateway.acts_for().all());
  world.time.advance(1ms);
  CHECK(gateway.acts_for().none());
}

TEST_CASE("who slept past its lease while nobody was there to replace it goes on with the same epochs") {
  World world;
  Gateway gateway(world);
  gateway.start();
  gateway.keeper().step();
  const SlotEpochs before = gateway.holdings().epochs();
  world.time.advance(60s);
  CHECK(gateway.acts_for().none());
  CHECK_NOTHROW(gateway.database().begin());  // B8: what waited for the lock is not lost to it
  gateway.keeper().step();
  CHECK(gateway.acts_for().all());
  CHECK(gateway.holdings().epochs() == before);
}

TEST_CASE("a process that is known to have ended is replaced at once") {
  Pair pair;
  pair.settle();
  pair.b.has_ended = [](std::string_view process) { return process == "elsewhere/1/1"; };
  pair.a.die();
  pair.b.keeper().step();
  CHECK(pair.b.acts_for().all());  // it is itself of that name, and does not take itself for dead
}

TEST_CASE("D4: the gateways' own clocks play no part: years apart they share as ever") {
  World world;
  Gateway a(world, {.ahead = -400 * 24h}), b(world, {.ahead = 400 * 24h});
  for (auto* gateway : {&a, &b}) {
    gateway->start();
    gateway->keeper().step();
  }
  for (int second = 0; second < 60; ++second) {
    world.time.advance(1s);
    a.keeper().step();
    b.keeper().step();
    REQUIRE((a.acts_for() & b.acts_for()).none());
  }
  CHECK((a.acts_for() | b.acts_for()).all());
}

TEST_CASE("D1: after the database's clock was set back, a dead gateway is still replaced within a lease") {
  Pair pair;
  pair.settle();
  pair.database_ahead = -400 * 24h;
  pair.b.keeper().step();  // sees for the first time that a's lease ends in 400 days
  for (int second = 0; second < 9; ++second) {
    pair.time.advance(1s);
    pair.b.keeper().step();
    CHECK(pair.b.acts_for().count() == 32);
  }
  pair.time.advance(1s);
  pair.b.keeper().step();
  CHECK(pair.b.acts_for().all());
  CHECK_THROWS_AS(pair.a.keeper().step(), storage::Fenced);
}

TEST_CASE("D1: a jump of the database's clock costs a living gateway its lease at most, and no slot its owner") {
  Pair pair;
  pair.settle();
  pair.database_ahead = 400 * 24h;
  pair.b.keeper().step();
  CHECK_THROWS_AS(pair.a.database().begin(), storage::Fenced);
  CHECK(pair.a.acts_for().none());
  CHECK(pair.b.acts_for().all());
}

TEST_CASE("slots that the configuration does not name are left to others") {
  World world;
  SlotSet low;
  for (std::size_t slot = 0; slot < 16; ++slot) low.set(slot);
  Gateway a(world, {.wanted = low}), b(world);
  a.start();
  a.keeper().step();
  CHECK(a.acts_for() == low);
  b.start();
  b.keeper().step();
  a.keeper().step();
  b.keeper().step();
  CHECK(a.acts_for() == low);
  CHECK(b.acts_for() == ~low);
}
