// The rules of the leases, at their boundaries.
#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "gateway/leases/holdings.hpp"
#include "gateway/leases/rules.hpp"

using namespace liftguard;
using namespace liftguard::gateway::leases;
using namespace std::chrono_literals;

namespace {

const SteadyTime kAsked{1'000s};
const UtcTime kNow = utc_from_ms(1'800'000'000'000);

SlotSet all() {
  return SlotSet().set();
}

std::vector<Member> members(const std::vector<SlotSet>& wanted) {
  std::vector<Member> made;
  for (const auto& slots : wanted) made.push_back({made.size() + 1, "", slots, {}});
  return made;
}

std::vector<Member> equals(std::size_t count) {
  return members(std::vector<SlotSet>(count, all()));
}

std::map<Epoch, int> counts(const SlotEpochs& plan) {
  std::map<Epoch, int> each;
  for (const Epoch owner : plan) ++each[owner];
  return each;
}

int moved(const SlotEpochs& from, const SlotEpochs& to) {
  int count = 0;
  for (std::size_t slot = 0; slot < from.size(); ++slot) count += from[slot] != 0 && from[slot] != to[slot];
  return count;
}

}  // namespace

TEST_CASE("B6: acting ends at two thirds of the lease, measured from before the renewal was asked for") {
  CHECK(kActFor == 6'666'666us);
  CHECK(may_act(kAsked, kAsked));
  CHECK(may_act(kAsked + 6'666'665us, kAsked));
  CHECK_FALSE(may_act(kAsked + 6'666'666us, kAsked));
  CHECK_FALSE(may_act(kAsked + 60s, kAsked));
  CHECK_FALSE(may_act(kAsked - 1us, kAsked));  // a clock that goes back is no clock to act by
}

TEST_CASE(
    "B6: the holder has stopped a third of a lease before anybody may take its place, whatever the two clocks say") {
  // The database's ten seconds begin when it gets the request, which is after it was sent; its clock and the holder's
  // may run up to 30 % apart and the one still ends before the other.
  const auto lease_by_a_fast_clock = std::chrono::duration_cast<std::chrono::microseconds>(kLease) * 10 / 13;
  CHECK(kActFor < lease_by_a_fast_clock);
  CHECK_FALSE(has_lapsed(kNow + kLease, kNow + kLease - 1ms, 0us));
  CHECK(has_lapsed(kNow + kLease, kNow + kLease, 0us));
}

TEST_CASE("a renewal is due every three seconds, so that two may fail before acting ends") {
  CHECK_FALSE(renewal_is_due(kAsked + 2'999'999us, kAsked));
  CHECK(renewal_is_due(kAsked + 3s, kAsked));
  CHECK(2 * kRenewEvery < kActFor);
}

TEST_CASE("D1: a lease that ends further away than it is long was written before the clock was set back") {
  const UtcTime end = kNow + kLease + 400 * 24h;
  CHECK_FALSE(has_lapsed(end, kNow, kLease - 1us));
  CHECK(has_lapsed(end, kNow, kLease));
  CHECK_FALSE(has_lapsed(kNow + kLease, kNow, 3'600s));  // an ordinary one is judged by the database's clock alone
}

TEST_CASE("slots are shared evenly, and none moves without need") {
  SlotEpochs holders{};
  for (const std::size_t count :
       {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{5}, std::size_t{7}, std::size_t{64}}) {
    const auto there = equals(count);
    const SlotEpochs plan = share_out(there, holders);
    const auto each = counts(plan);
    CHECK(each.size() == count);
    const auto by_count = [](const auto& one) { return one.second; };
    const auto [least, most] = std::ranges::minmax_element(each, {}, by_count);
    CHECK(most->second - least->second <= 1);
    CHECK(share_out(there, plan) == plan);
    holders = plan;
  }
}

TEST_CASE("a second gateway is given half of the slots, a third a third, and no more than that moves") {
  const SlotEpochs one = share_out(equals(1), {});
  const SlotEpochs two = share_out(equals(2), one);
  CHECK(moved(one, two) == 32);
  CHECK(counts(two) == std::map<Epoch, int>{{1, 32}, {2, 32}});
  const SlotEpochs three = share_out(equals(3), two);
  CHECK(moved(two, three) == 21);
  CHECK(counts(three).at(3) == 21);
}

TEST_CASE("of a member that is gone, the others share what it had") {
  const SlotEpochs three = share_out(equals(3), {});
  SlotEpochs free = three;
  std::ranges::replace(free, Epoch{2}, Epoch{0});
  const std::vector<Member> left{equals(3)[0], equals(3)[2]};
  const SlotEpochs after = share_out(left, free);
  CHECK(moved(free, after) == 0);
  CHECK(counts(after) == std::map<Epoch, int>{{1, 32}, {3, 32}});
  CHECK(share_out({}, three) == SlotEpochs{});
}

TEST_CASE("a member is given no slot that it may not own") {
  SlotSet low, high;
  for (std::size_t slot = 0; slot < 64; ++slot) (slot < 40 ? low : high).set(slot);
  const SlotEpochs plan = share_out(members({low, high}), {});
  CHECK(counts(plan) == std::map<Epoch, int>{{1, 40}, {2, 24}});
  const SlotEpochs alone = share_out(members({low}), {});
  CHECK(counts(alone) == std::map<Epoch, int>{{0, 24}, {1, 40}});
  // One that may own all evens out what it can.
  CHECK(counts(share_out(members({low, all()}), {})) == std::map<Epoch, int>{{1, 32}, {2, 32}});
  // What is held against a changed configuration goes to whoever wants it.
  SlotEpochs wrong{};
  wrong.fill(1);
  CHECK(counts(share_out(members({low, all()}), wrong)) == std::map<Epoch, int>{{1, 32}, {2, 32}});
}

TEST_CASE("whatever the wishes and the holders: all agree, the plan is at rest, and every wanted slot has an owner") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 500; ++round) {
    std::vector<SlotSet> wanted(1 + random() % 6);
    for (auto& slots : wanted) slots = random() % 3 == 0 ? SlotSet(random()) : all();
    const auto there = members(wanted);
    SlotEpochs holders{};
    for (auto& holder : holders) holder = random() % 8;
    const SlotEpochs plan = share_out(there, holders);
    REQUIRE(share_out(there, plan) == plan);
    SlotSet anyone;
    for (const auto& slots : wanted) anyone |= slots;
    for (std::size_t slot = 0; slot < plan.size(); ++slot) {
      REQUIRE((plan[slot] != 0) == anyone.test(slot));
      if (plan[slot] != 0) REQUIRE(there[plan[slot] - 1].wanted.test(slot));
    }
  }
}

TEST_CASE(
    "a plan takes what is free and ours, gives up what is ours and another's by right, and leaves others' alone") {
  const auto there = equals(2);
  SlotEpochs holders{};
  holders.fill(1);
  CHECK(plan_for(1, there, holders).give_up.count() == 32);
  CHECK(plan_for(1, there, holders).take.none());
  CHECK(plan_for(2, there, holders).take.none());  // they are not free yet
  const SlotSet given = plan_for(1, there, holders).give_up;
  for (std::size_t slot = 0; slot < 64; ++slot)
    if (given.test(slot)) holders[slot] = 0;
  CHECK(plan_for(2, there, holders).take == given);
  CHECK(plan_for(1, there, holders).take.none());
}

TEST_CASE("B6: holdings let nobody act before the first renewal, after two thirds of the last, or once fenced") {
  VirtualClock clock(kNow);
  Holdings holdings(clock);
  CHECK_FALSE(holdings.may_act());
  holdings.hold(wire::slot_of("LG-000001"), 5);
  CHECK_FALSE(holdings.serves("LG-000001"));
  const SteadyTime asked = clock.now();
  clock.advance(2s);  // the answer took that long
  holdings.renewed(asked);
  CHECK(holdings.serves("LG-000001"));
  CHECK_FALSE(holdings.serves("LG-000002"));
  CHECK(holdings.renewed_since(asked - 1us));
  CHECK_FALSE(holdings.renewed_since(asked));
  clock.advance(4'666'665us);
  CHECK(holdings.may_act());
  clock.advance(1us);
  CHECK_FALSE(holdings.may_act());
  CHECK_FALSE(holdings.serves("LG-000001"));
  CHECK(holdings.epoch_of(wire::slot_of("LG-000001")) == 5);
  holdings.renewed(clock.now());
  CHECK(holdings.may_act());
  holdings.end();
  holdings.renewed(clock.now());
  CHECK_FALSE(holdings.may_act());
}
