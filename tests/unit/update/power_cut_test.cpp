// Fault row C10: the power goes at any operation of an update, which tears that operation and loses any part of what
// was not synced. What is started afterwards is the old image or the new one, whole; and the update can be completed.
#include <catch2/catch.hpp>

#include "tests/unit/update/box.hpp"
#include "tests/unit/update/fake_slots.hpp"

using namespace liftguard::update;
using namespace liftguard::test;

namespace {

constexpr std::uint64_t kCapacity = 2000;

// True: there was no power left to cut, it ended before.
bool settle_with_cut(FakeSlots& slots, const Maker& maker, const std::vector<std::uint8_t>& image, NewImage kind,
                     std::size_t operation) {
  slots.reboot();
  slots.cut_at(operation);
  try {
    Box(slots, maker).settle(image, kind);
    return true;
  } catch (const PowerCut&) {
    slots.reboot();
    return false;
  }
}

// Started after the cut, old or new runs; then the update goes on to its end.
void check_after_cut(FakeSlots& slots, const Maker& maker, const std::vector<std::uint8_t>& image, NewImage kind,
                     int cuts = 1) {
  const auto version = read_header(image)->version;
  Box box(slots, maker);
  const auto running = box.start();
  CHECK((running == 1 || running == version));
  CHECK(box.choice().reason != Reason::nothing_whole);
  box.settle(image, kind);
  // A trial that is cut off in each of its starts has failed as well.
  const bool starts_used = RecordKeeper(slots).record()->failed_reason == Reason::trial_starts_used;
  CHECK(box.updater().status().running == (kind == NewImage::good && !starts_used ? version : 1));
  CHECK((!starts_used || cuts > 1));
}

std::size_t cut_at_every_operation(NewImage kind, std::uint32_t seed) {
  const Maker maker;
  const auto image = maker.image(2);
  for (std::size_t operation = 0;; ++operation) {
    FakeSlots slots(kCapacity, seed);
    Box(slots, maker).provision(maker.image(1));
    INFO("seed " << seed << ", operation " << operation);
    const bool ended = settle_with_cut(slots, maker, image, kind, operation);
    check_after_cut(slots, maker, image, kind);
    if (ended) return operation;
  }
}

}  // namespace

TEST_CASE("C10: cut at every operation of an update that succeeds") {
  for (std::uint32_t seed = 1; seed <= 60; ++seed) CHECK(cut_at_every_operation(NewImage::good, seed) > 15);
}

TEST_CASE("C10: cut at every operation of an update that is rolled back") {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    CHECK(cut_at_every_operation(NewImage::crashes, seed) > 15);
    CHECK(cut_at_every_operation(NewImage::never_well, seed) > 15);
  }
}

TEST_CASE("C10: cut at every pair of operations") {
  const Maker maker;
  const auto image = maker.image(2);
  const auto operations = cut_at_every_operation(NewImage::good, 1);
  std::size_t starts_used = 0;
  for (std::uint32_t seed = 0; seed < 5 * operations * operations; ++seed) {
    const auto first = seed % operations, second = seed / operations % operations;
    FakeSlots slots(kCapacity, seed);
    Box(slots, maker).provision(maker.image(1));
    INFO("seed " << seed << ", operations " << first << " and " << second);
    (void)settle_with_cut(slots, maker, image, NewImage::good, first);
    (void)settle_with_cut(slots, maker, image, NewImage::good, second);
    check_after_cut(slots, maker, image, NewImage::good, 2);
    starts_used += RecordKeeper(slots).record()->failed_reason == Reason::trial_starts_used ? 1U : 0U;
  }
  CHECK(starts_used > 0);
}

TEST_CASE("C10: cut again and again in long random histories of updates") {
  const Maker maker;
  std::mt19937 random(7);
  for (std::uint32_t history = 0; history < 200; ++history) {
    FakeSlots slots(kCapacity, history);
    Box(slots, maker).provision(maker.image(1));
    std::uint64_t running = 1;
    for (std::uint64_t version = 2; version < 6; ++version) {
      const auto image = maker.image(version, 100 + random() % 1500);
      const auto kind = static_cast<NewImage>(random() % 3);
      INFO("history " << history << ", version " << version);
      while (!settle_with_cut(slots, maker, image, kind, random() % 40)) {
        const auto found = Box(slots, maker).start();
        REQUIRE((found == running || found == version));
      }
      running = Box(slots, maker).start();
      const bool as_it_must = running == version ? kind == NewImage::good : running < version;
      REQUIRE(as_it_must);
    }
  }
}
