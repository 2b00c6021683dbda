// The box's part of an update (issue 4 point 7): what it asks for and when, and what it may be updated in.
#include <cstdlib>
#include <random>

#include <catch2/catch.hpp>

#include "firmware/monitor/updating.hpp"
#include "firmware/update/boot.hpp"
#include "tests/unit/journal/model.hpp"
#include "tests/unit/monitor/folder.hpp"
#include "tests/unit/update/maker.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using namespace std::chrono_literals;
using update::Reason;
using wire::CommandOutcome;
using wire::UpdatePhase;

namespace {

struct Box {
  explicit Box(const char* slot = "A") {
    if (slot == nullptr)
      ::unsetenv("LIFTGUARD_SLOT");
    else
      ::setenv("LIFTGUARD_SLOT", slot, 1);
    std::ofstream(folder.path() / "keys") << maker.key_line();
    config.update = UpdateConfig{folder.path() / "slots", "box1", folder.path() / "keys"};
    place(maker.image(1));
    store.sensors = {"acceleration", "mains"};
    store.mains = true;
    store.standing = true;
  }
  ~Box() { ::unsetenv("LIFTGUARD_SLOT"); }

  void place(const std::vector<std::uint8_t>& image) {
    update::FolderSlots slots(folder.path() / "slots", 1'000'000);
    slots.write(update::Slot::a, 0, image);
    slots.sync(update::Slot::a);
  }
  std::unique_ptr<Updating> open() {
    return Updating::open(config, store, clock,
                          {[this] { ++woken; }, [this](const wire::UpdateStatus& status) { asked.push_back(status); },
                           [this] { ++births; }, [this] { ++proofs; }, [this] { ++restarts; }});
  }
  static wire::OfferImage offer(const std::vector<std::uint8_t>& image) {
    return {{image.begin(), image.begin() + update::kHeaderSize}};
  }
  // As the gateway does: kChunksAtOnce pieces from an offset on.
  static void feed(Updating& updating, const std::vector<std::uint8_t>& image, std::uint64_t version,
                   std::uint64_t offset) {
    for (std::size_t i = 0; i < wire::kChunksAtOnce && offset < image.size(); ++i) {
      const auto size = std::min<std::uint64_t>(wire::kMaxImageChunk, image.size() - offset);
      const auto from = image.begin() + static_cast<std::ptrdiff_t>(offset);
      updating.take({version, offset, {from, from + static_cast<std::ptrdiff_t>(size)}});
      offset += size;
    }
  }

  test::Folder folder;
  test::Maker maker;
  Config config;
  std::mt19937 ids{1};
  test::FakeFlash flash{test::kSmall, 1};
  Store store{flash, test::small_options(ids)};
  VirtualClock clock{utc_from_ms(0)};
  std::vector<wire::UpdateStatus> asked;
  int woken = 0, births = 0, proofs = 0, restarts = 0;
};

}  // namespace

TEST_CASE("a box that no boot stage started, or without the section, has no slots") {
  CHECK(Box(nullptr).open() == nullptr);
  CHECK(Box("C").open() == nullptr);
  Box box;
  CHECK(box.open() != nullptr);
  box.config.update.reset();
  CHECK(box.open() == nullptr);
}

TEST_CASE("a list of keys or slots that cannot be used keep no box from starting") {
  Box box;
  std::ofstream(box.folder.path() / "keys") << "nonsense\n";
  CHECK(box.open() == nullptr);
  std::ofstream(box.folder.path() / "keys") << box.maker.key_line();
  CHECK(box.open() != nullptr);
  box.config.update->slots = box.folder.path() / "keys";  // a file
  CHECK(box.open() == nullptr);
}

TEST_CASE("the box pulls an image by windows, waits until it may restart, and restarts") {
  Box box;
  const auto image = box.maker.image(2, 60'000);
  const auto updating = box.open();
  box.asked.clear();
  CHECK(updating->offer(Box::offer(image)).outcome == CommandOutcome::done);
  REQUIRE(box.asked.size() == 1);
  CHECK(box.asked.back().next_offset == update::kHeaderSize);
  CHECK(box.asked.back().board == "box1");

  Box::feed(*updating, image, 2, update::kHeaderSize);
  CHECK(box.woken == wire::kChunksAtOnce);
  updating->step();
  REQUIRE(box.asked.size() == 2);
  CHECK(box.asked.back().next_offset == update::kHeaderSize + wire::kChunksAtOnce * wire::kMaxImageChunk);
  CHECK(box.asked.back().running == 1);

  box.store.mains = false;
  Box::feed(*updating, image, 2, box.asked.back().next_offset);
  updating->step();
  updating->step();
  CHECK(updating->status().phase == UpdatePhase::ready);
  CHECK(updating->status().reason == static_cast<std::uint8_t>(Reason::on_battery));
  CHECK(box.restarts == 0);
  box.store.mains = true;
  updating->step();
  CHECK(updating->status().phase == UpdatePhase::restarting);
  CHECK(box.restarts == 1);
  CHECK(box.births >= 3);  // each phase is told to whoever asks
}

TEST_CASE("what got lost is asked for again after ten seconds, and not before") {
  Box box;
  const auto updating = box.open();
  (void)updating->offer(Box::offer(box.maker.image(2, 60'000)));
  box.asked.clear();
  box.clock.advance(9s);
  updating->step();
  CHECK(box.asked.empty());
  box.clock.advance(1s);
  updating->step();
  CHECK(box.asked.size() == 1);
}

TEST_CASE("pieces of another image, and more of them than were asked for, change nothing") {
  Box box;
  const auto image = box.maker.image(2, 60'000);
  const auto updating = box.open();
  Box::feed(*updating, image, 2, update::kHeaderSize);  // nobody offered it
  updating->step();
  CHECK(updating->status().phase == UpdatePhase::idle);
  (void)updating->offer(Box::offer(image));
  for (int i = 0; i < 5; ++i) Box::feed(*updating, image, 3, update::kHeaderSize);
  updating->step();
  CHECK(updating->status().next_offset == update::kHeaderSize);
  for (int i = 0; i < 5; ++i) Box::feed(*updating, image, 2, update::kHeaderSize);
  updating->step();
  CHECK(updating->status().next_offset == update::kHeaderSize + wire::kChunksAtOnce * wire::kMaxImageChunk);
}

TEST_CASE("C10: offers that cannot be taken are answered with the reason, and disturb nothing") {
  Box box;
  const auto updating = box.open();
  const auto good = box.maker.image(2, 60'000);
  auto forged = good;
  forged[update::kSignedSize] ^= 1U;
  CHECK(updating->offer(Box::offer(forged)).detail.starts_with("bad_signature: 签名无效"));
  CHECK(updating->offer(Box::offer(test::Maker(2).image(2))).detail.starts_with("unknown_key"));
  CHECK(updating->offer(Box::offer(box.maker.image(1))).detail.starts_with("already_running"));
  auto header = box.maker.header(2, {1, 2, 3});
  header.board = "box2";
  CHECK(updating->offer(Box::offer(box.maker.image(header, {1, 2, 3}))).detail.starts_with("wrong_board"));
  CHECK(updating->status().next_offset == 0);
  CHECK(updating->offer(Box::offer(good)).outcome == CommandOutcome::done);
}

TEST_CASE("a trial asks once for a self-test, and is kept after its time when the gateway has confirmed something") {
  Box box;
  const std::chrono::seconds trial = GENERATE(600s, 3s);
  if (trial != update::kLeastTrial) box.config.update->least_trial = trial;
  const auto image = box.maker.image(2);
  {
    const auto updating = box.open();
    (void)updating->offer(Box::offer(image));
    Box::feed(*updating, image, 2, update::kHeaderSize);
    updating->step();
    REQUIRE(box.restarts == 1);
  }
  update::FolderSlots slots(box.folder.path() / "slots", 1'000'000);
  REQUIRE(update::prepare_boot(slots, update::LastEnd::orderly).slot == update::Slot::b);
  ::setenv("LIFTGUARD_SLOT", "B", 1);
  const auto updating = box.open();
  REQUIRE(updating->status().phase == UpdatePhase::trial);
  box.store.sensing.samples = 1;
  updating->step();
  updating->step();
  CHECK(box.proofs == 1);
  CHECK(updating->status().phase == UpdatePhase::trial);
  box.store.confirmed = true;
  updating->step();
  CHECK(updating->status().phase == UpdatePhase::trial);
  box.clock.advance(trial);
  box.store.sensing.samples = 2;
  updating->step();
  CHECK(updating->status().phase == UpdatePhase::idle);
  CHECK(updating->status().reason == static_cast<std::uint8_t>(Reason::confirmed_online));
  CHECK(updating->status().running == 2);
}

TEST_CASE("health: samples lately, no sensor lost since the start, room for alarms") {
  Box box;
  engine::Kept kept;
  kept.lost = 1U << static_cast<unsigned>(engine::Sensor::door);
  box.store.kept.engine = encode_engine(kept);
  Condition condition(box.store);
  const auto now = [&] { return box.clock.now(); };
  CHECK_FALSE(condition.health(now()).sensors_read);
  box.store.sensors_lost = {"door"};  // the sensing thread, with its first sample
  box.store.sensing.samples = 100;
  CHECK(condition.health(now()).sensors_read);  // the door's was lost before
  box.clock.advance(9s);
  CHECK(condition.health(now()).sensors_read);
  box.clock.advance(1s);
  CHECK_FALSE(condition.health(now()).sensors_read);
  box.store.sensing.samples = 101;
  box.store.sensors_lost.insert("acceleration");
  CHECK_FALSE(condition.health(now()).sensors_read);
  CHECK(condition.health(now()).journal_open);
  CHECK_FALSE(condition.health(now()).gateway_reached);
}

TEST_CASE("conditions: what is not known does not hold, what is not fitted does") {
  Box box;
  Condition condition(box.store);
  CHECK(update::hold(condition.conditions()) == Reason::none);
  box.store.standing = false;
  CHECK(update::hold(condition.conditions()) == Reason::car_moving);
  box.store.standing.reset();  // no sensor that feels moves
  CHECK(update::hold(condition.conditions()) == Reason::none);
  box.store.mains.reset();  // fitted, not heard yet
  CHECK(update::hold(condition.conditions()) == Reason::on_battery);
  box.store.sensors = {"acceleration"};
  CHECK(update::hold(condition.conditions()) == Reason::none);
  box.store.sensors.clear();  // nothing was heard of the lift at all
  CHECK(update::hold(condition.conditions()) == Reason::car_moving);
  box.store.sensors = {"acceleration"};
  box.store.kept.episodes = EpisodeBook({{1, EventKind::trapped, utc_from_ms(1), std::nullopt}});
  CHECK(update::hold(condition.conditions()) == Reason::alarm_open);
}
