#include <catch2/catch.hpp>

#include "tests/unit/update/box.hpp"
#include "tests/unit/update/fake_slots.hpp"

using namespace liftguard::update;
using namespace liftguard::test;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kCapacity = 2000;

// A box that runs version 1 in slot A.
struct World {
  Maker maker;
  FakeSlots slots{kCapacity};
  Box box{slots, maker};

  World() {
    box.provision(maker.image(1));
    REQUIRE(box.start() == 1);
  }
  Status status() { return box.updater().status(); }
  BootRecord record() { return RecordKeeper(slots).record().value(); }
};

Bytes piece(const std::vector<std::uint8_t>& image, std::size_t from, std::size_t size) {
  return Bytes(image).subspan(from, size);
}

}  // namespace

TEST_CASE("C10: an image is received, held, installed, tried and confirmed, each with its reason") {
  World w;
  const auto image = w.maker.image(2);
  CHECK(w.status().phase == Phase::idle);
  REQUIRE(w.box.updater().offer(image) == Reason::none);
  CHECK(w.status().phase == Phase::receiving);
  CHECK(w.status().next_offset == kHeaderSize);
  REQUIRE(w.box.take(image));
  CHECK(w.status().phase == Phase::ready);

  for (const auto& [conditions, why] : {std::pair{Conditions{false, true, true}, Reason::alarm_open},
                                        std::pair{Conditions{true, false, true}, Reason::car_moving},
                                        std::pair{Conditions{true, true, false}, Reason::on_battery}}) {
    w.box.ask({true, true, true}, conditions);
    CHECK(w.status().phase == Phase::ready);
    CHECK(w.status().reason == why);
    CHECK_FALSE(w.box.updater().wants_restart());
    CHECK_FALSE(w.record().trial);
  }
  w.box.ask({true, true, true});
  CHECK(w.box.updater().wants_restart());
  CHECK(w.record().trial);

  w.box.ended(LastEnd::orderly);
  CHECK(w.box.start() == 2);
  CHECK(w.status().phase == Phase::trial);
  CHECK(w.box.updater().offer(w.maker.image(3)) == Reason::busy);
  w.box.ask({true, true, true});  // of an image that crashes after minutes nobody could be freed from afar
  CHECK(w.status().phase == Phase::trial);
  w.box.pass(kLeastTrial);
  w.box.ask({true, true, false});
  CHECK(w.status().phase == Phase::trial);
  w.box.ask({true, true, true});
  CHECK(w.status().phase == Phase::idle);
  CHECK(w.status().reason == Reason::confirmed_online);
  CHECK(w.record().confirmed == Slot::b);
  CHECK(w.record().highest == 2);
  CHECK(w.box.start() == 2);
}

TEST_CASE("C10: bad signature, unknown key, wrong board, downgrade and too big are refused before a byte is written") {
  World w;
  const auto before = w.slots.operations();
  auto forged = w.maker.image(2);
  forged[200] ^= 1;
  auto header = w.maker.header(2, {1});
  header.board = "box2";
  CHECK(w.box.updater().offer(forged) == Reason::bad_signature);
  CHECK(w.box.updater().offer(Maker(9).image(2)) == Reason::unknown_key);
  CHECK(w.box.updater().offer(w.maker.image(header, {1})) == Reason::wrong_board);
  CHECK(w.box.updater().offer(w.maker.image(1)) == Reason::already_running);
  CHECK(w.box.updater().offer(w.maker.image(2, kCapacity)) == Reason::too_big);
  CHECK(w.box.updater().offer(piece(w.maker.image(2), 0, 255)) == Reason::too_short);
  CHECK(w.box.updater().offer({}) == Reason::too_short);
  CHECK(w.status().phase == Phase::idle);
  CHECK(w.status().reason == Reason::too_short);
  CHECK(w.slots.operations() == before);
  w.box.settle(w.maker.image(5), NewImage::good);
  CHECK(w.box.updater().offer(w.maker.image(4)) == Reason::downgrade);
}

TEST_CASE("a piece that does not fit is refused and changes nothing") {
  World w;
  const auto image = w.maker.image(2);
  CHECK(w.box.updater().chunk(kHeaderSize, piece(image, kHeaderSize, 10)) == Reason::not_expected);
  REQUIRE(w.box.updater().offer(image) == Reason::none);
  const auto before = w.slots.operations();
  const std::vector<std::uint8_t> long_piece(kMostChunk + 1);
  CHECK(w.box.updater().chunk(kHeaderSize, {}) == Reason::bad_chunk);
  CHECK(w.box.updater().chunk(kHeaderSize, long_piece) == Reason::bad_chunk);
  CHECK(w.box.updater().chunk(kHeaderSize + 1, piece(image, 257, 10)) == Reason::wrong_offset);
  CHECK(w.box.updater().chunk(0, piece(image, 0, 10)) == Reason::wrong_offset);
  CHECK(w.box.updater().chunk(kHeaderSize, std::vector<std::uint8_t>(601)) == Reason::too_big);
  CHECK(w.box.updater().chunk(~std::uint64_t{0}, piece(image, 0, 10)) == Reason::wrong_offset);
  CHECK(w.slots.operations() == before);
  CHECK(w.box.take(image));
}

TEST_CASE("a payload that is not what was signed is refused, and can be sent again") {
  World w;
  auto image = w.maker.image(2);
  image[500] ^= 1;
  CHECK_FALSE(w.box.take(image));
  CHECK(w.status().phase == Phase::idle);
  CHECK(w.status().reason == Reason::bad_digest);
  CHECK(w.record().received == 0);
  w.box.settle(w.maker.image(2), NewImage::good);
  CHECK(w.status().running == 2);
}

TEST_CASE("a download goes on at its last mark after a restart, and a verified image is installed") {
  World w;
  const auto image = w.maker.image(2);
  REQUIRE(w.box.updater().offer(image) == Reason::none);
  for (std::size_t at = kHeaderSize; at < 556; at += 100)
    REQUIRE(w.box.updater().chunk(at, piece(image, at, 100)) == Reason::none);
  REQUIRE(w.box.start() == 1);
  CHECK(w.status().phase == Phase::receiving);
  CHECK(w.status().version == 2);
  const auto next = w.status().next_offset;
  CHECK(next > kHeaderSize);
  CHECK(next <= 556);
  REQUIRE(w.box.updater().offer(image) == Reason::none);
  CHECK(w.status().next_offset == next);
  REQUIRE(w.box.take(image));
  REQUIRE(w.box.start() == 1);
  CHECK(w.status().phase == Phase::ready);
}

TEST_CASE("another image takes the place of the one that is received; a bad one does not disturb it") {
  World w;
  REQUIRE(w.box.updater().offer(w.maker.image(2)) == Reason::none);
  REQUIRE(w.box.updater().chunk(kHeaderSize, piece(w.maker.image(2), kHeaderSize, 100)) == Reason::none);
  CHECK(w.box.updater().offer(Maker(9).image(3)) == Reason::unknown_key);
  CHECK(w.status().next_offset == kHeaderSize + 100);
  REQUIRE(w.box.take(w.maker.image(3)));
  CHECK(w.status().version == 3);
  w.box.settle(w.maker.image(3), NewImage::good);
  CHECK(w.status().running == 3);
}

TEST_CASE("what was received of one image is never taken for another, wherever the change is cut off") {
  for (std::uint32_t run = 0; run < 200; ++run) {
    World w;
    const auto image = w.maker.image(2);
    REQUIRE(w.box.updater().offer(image) == Reason::none);
    REQUIRE(w.box.updater().chunk(kHeaderSize, piece(image, kHeaderSize, 300)) == Reason::none);
    const auto marked = w.record().received;
    REQUIRE(marked == kHeaderSize + 300);
    w.slots.reboot(run);
    w.slots.cut_at(run % 6);
    try {
      const auto answer = w.box.updater().offer(w.maker.image(3));
      CHECK(answer == Reason::none);
    } catch (const PowerCut&) {
    }
    w.slots.reboot();
    REQUIRE(w.box.start() == 1);
    INFO("run " << run << ", cut at operation " << run % 6);
    const auto now = w.status();
    const bool old_one = now.phase == Phase::receiving && now.version == 2 && now.next_offset == marked;
    const bool new_one = now.phase == Phase::receiving && now.version == 3 && now.next_offset == kHeaderSize;
    CHECK((now.phase == Phase::idle || old_one || new_one));
  }
}

TEST_CASE("an offer that comes during a restart leaves what is received alone") {
  World w;
  REQUIRE(w.box.take(w.maker.image(2)));
  w.box.ask({true, true, true});
  CHECK(w.box.updater().offer(w.maker.image(3)) == Reason::busy);
  CHECK(w.box.updater().chunk(kHeaderSize, std::vector<std::uint8_t>(10)) == Reason::not_expected);
  CHECK(w.status().version == 2);
  CHECK(w.box.start() == 2);
}

TEST_CASE("C10: a trial that crashes, is never well or is not confirmed in its starts ends in the old image") {
  World w;
  w.box.settle(w.maker.image(2), NewImage::crashes);
  CHECK(w.status().running == 1);
  CHECK(w.status().phase == Phase::idle);
  CHECK(w.status().reason == Reason::failed_before);  // the sender has offered it again
  CHECK(w.record().failed_reason == Reason::trial_crashed);
  w.box.settle(w.maker.image(3), NewImage::never_well);
  CHECK(w.status().running == 1);
  CHECK(w.record().failed_reason == Reason::trial_too_long);
  CHECK(w.record().failed_version == 3);

  REQUIRE(w.box.take(w.maker.image(4)));
  w.box.ask({true, true, true});
  for (int cut = 0; cut < 3; ++cut) CHECK(w.box.start() == 4);
  CHECK(w.box.start() == 1);
  CHECK(w.status().reason == Reason::trial_starts_used);
  w.box.settle(w.maker.image(5), NewImage::good);
  CHECK(w.status().running == 5);
  CHECK(w.record().failed_version == 0);
}

TEST_CASE("C10: an image that reaches the gateway and crashes after nine minutes is rolled back") {
  World w;
  REQUIRE(w.box.take(w.maker.image(2)));
  w.box.ask({true, true, true});
  REQUIRE(w.box.start() == 2);
  for (int minute = 0; minute < 9; ++minute, w.box.pass(1min)) w.box.ask({true, true, true});
  w.box.ended(LastEnd::crash);
  CHECK(w.box.start() == 1);
  CHECK(w.record().failed_reason == Reason::trial_crashed);
}

TEST_CASE("an image whose key is trusted no more is not installed after a restart") {
  World w;
  REQUIRE(w.box.take(w.maker.image(2)));
  Updater later(w.slots, Maker(2).keys(), {Slot::a, "box1", 256}, {});
  CHECK(later.status().phase == Phase::idle);
}

TEST_CASE("storage that fails at any operation leaves a box that starts the old image, or the new one whole") {
  for (std::size_t operation = 0;; ++operation) {
    World w;
    w.slots.reboot();
    w.slots.fail_from(operation);
    const bool taken = w.box.take(w.maker.image(2));
    if (taken) w.box.ask({true, true, true});
    if (!w.box.updater().wants_restart()) {
      INFO("operation " << operation);
      const bool told = w.status().reason == Reason::device_failed;
      CHECK(told);
    }
    const bool reached = w.slots.operations() > operation;
    CHECK(w.box.start() == 1);  // what it cannot count it does not try
    w.slots.fail_from(std::nullopt);
    w.box.settle(w.maker.image(2), NewImage::good);
    CHECK(w.status().running == 2);
    if (!reached) break;
  }
}

TEST_CASE("a program never writes over itself, whatever the record says") {
  World w;
  REQUIRE(w.box.take(w.maker.image(2)));
  w.box.ask({true, true, true});
  w.slots.fail_from(0);
  REQUIRE(w.box.start() == 1);  // the record says trial, the boot stage could not count its start
  w.slots.fail_from(std::nullopt);
  CHECK(w.status().phase == Phase::ready);
  REQUIRE(w.box.take(w.maker.image(3)));
  CHECK(whole_image(w.slots, Slot::a) == 1);
  CHECK(whole_image(w.slots, Slot::b) == 3);

  BootRecord wrong;  // says A, but B runs: what it says of B's bytes is not true of A's
  wrong.received = 300;
  FakeSlots slots(kCapacity);
  slots.write(Slot::a, 0, piece(w.maker.image(2), 0, 300));
  slots.write(Slot::b, 0, w.maker.image(1));
  RecordKeeper(slots).write(wrong);
  Updater updater(slots, w.maker.keys(), {Slot::b, "box1", 256}, {});
  CHECK(updater.status().phase == Phase::idle);
  CHECK(updater.offer(w.maker.image(2)) == Reason::none);
  CHECK(whole_image(slots, Slot::b) == 1);
  CHECK(RecordKeeper(slots).record()->confirmed == Slot::b);
}

TEST_CASE("a mark beyond the image that is there counts for nothing") {
  World w;
  w.slots.write(Slot::b, 0, w.maker.image(2));
  auto record = w.record();
  record.received = 857;
  RecordKeeper(w.slots).write(record);
  REQUIRE(w.box.start() == 1);
  CHECK(w.status().phase == Phase::idle);
  record.received = 856;
  RecordKeeper(w.slots).write(record);
  REQUIRE(w.box.start() == 1);
  CHECK(w.status().phase == Phase::ready);
}
