// Roll-outs without a broker: images, stages, offers, judgement, pieces, in virtual time (issue 4 point 7).
#include <chrono>
#include <fstream>

#include <catch2/catch.hpp>

#include "common/wire/topics.hpp"
#include "gateway/escalation/limits_clock.hpp"
#include "gateway/ingest/writer.hpp"
#include "gateway/rollout/conduct.hpp"
#include "gateway/rollout/feeder.hpp"
#include "gateway/rollout/image_shelf.hpp"
#include "gateway/rollout/lists.hpp"
#include "tests/unit/gateway/town.hpp"
#include "tests/unit/storage/plans.hpp"
#include "tests/unit/update/maker.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;
using update::Reason;
using wire::UpdatePhase;

namespace {

const storage::Actor kWang{AccountId{7}, "王伟", "cli"};

struct Running : Town {
  std::filesystem::path file_of(const std::vector<std::uint8_t>& image) {
    const auto path = scratch.path / ("image-" + std::to_string(++files));
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(image.data()), static_cast<std::streamsize>(image.size()));
    return path;
  }
  Result<Image> add(const std::vector<std::uint8_t>& image) {
    std::ofstream(scratch.path / "keys") << maker.key_line();
    return add_image(*database, image_files(scratch.path), file_of(image), scratch.path / "keys", clock.utc_now());
  }
  RolloutId start(ImageId image, RolloutLimits chosen = {990, 800, 1, 0ms}) {
    auto tx = database->begin();
    const auto id = start_rollout(tx, image, chosen, kWang, clock.utc_now());
    REQUIRE(id.has_value());
    tx.commit();
    return *id;
  }
  Result<void> decides(RolloutId id, Decision decision) {
    auto tx = database->begin();
    auto out = gateway::decide(tx, id, decision, kWang, clock.utc_now());
    tx.commit();
    return out;
  }
  Rollout rollout(RolloutId id) {
    auto session = database->read();
    return find_rollout(session, id).value();
  }
  BoxState box_state(const std::string& monitor = kMonitor) {
    auto session = database->read();
    return place_of(session, monitor).value().box.state;
  }

  void state(const std::string& monitor, decltype(wire::State::presence) presence) {
    const auto bytes = wire::encode(wire::State{monitor, std::move(presence)});
    const auto message = incoming(monitor, wire::state_topic(monitor), {bytes.begin(), bytes.end()});
    intake.offer(message.origin, message.topic, message.payload);
    REQUIRE(writer.turn(0ms) == 1);
    writer.turn(0ms);  // presence is written by itself
  }
  void born(std::uint64_t running, std::uint64_t boot, wire::BootReason reason = wire::BootReason::restart,
            UpdatePhase phase = UpdatePhase::idle, std::uint64_t version = 0, Reason why = Reason::none) {
    wire::Birth birth;
    birth.at.boot = boot;
    birth.journal = 77;
    birth.session = ++sessions;
    birth.boot_reason = reason;
    birth.update = wire::UpdateStatus{phase, static_cast<std::uint8_t>(why), running, version, 0, 0, "box1"};
    state(kMonitor, birth);
  }
  void progress(std::uint64_t version, std::uint64_t offset, UpdatePhase phase = UpdatePhase::receiving) {
    state(kMonitor, wire::Progress{{}, sessions, {phase, 0, 1, version, 40'000, offset, "box1"}});
  }
  void ticks(int number) {
    for (int i = 0; i < number; ++i) {
      limits.step(clock.utc_now());
      clock.advance(kTickEvery);
    }
  }
  // Every command that was issued, the oldest first.
  std::int64_t offers() { return count("commands where errand = 'offer_image'"); }

  test::Maker maker;
  int files = 0;
  std::uint64_t sessions = 0;
  const FaultPoints faults;
  Intake intake;
  std::vector<std::pair<std::string, wire::ImageChunk>> sent;
  bool takes = true;
  Feeder feeder{*database, clock, image_files(scratch.path),
                [this](const std::string& monitor, const wire::Down& down) {
                  if (takes) sent.emplace_back(monitor, std::get<wire::ImageChunk>(down));
                  return takes;
                }};
  const WriterOutputs outputs{
      [](const auto&) {}, [](const auto&, UtcTime) {}, [] {},
      [this](const std::string& monitor, const wire::Progress& progress) { feeder.ask(monitor, progress.update); }};
  Writer writer{{*database, clock, clock, intake, outputs, faults}};
  LimitsClock limits{*database, clock};
};

}  // namespace

TEST_CASE("an image is taken in once, whole and signed, or not at all") {
  Running town;
  const auto image = town.maker.image(2, 600);
  const auto added = town.add(image);
  REQUIRE(added.has_value());
  CHECK(added->checked);
  CHECK(town.add(image)->id == added->id);
  auto broken = image;
  broken.back() ^= 1U;
  CHECK(town.add(broken).error().code == "bad_digest");
  CHECK(town.add(test::Maker(2).image(2)).error().code == "unknown_key");
  CHECK(town.add({image.begin(), image.end() - 1}).error().code == "too_short");
  CHECK(town.add(town.maker.image(2, 601)).error().code == "taken");
  CHECK(town.count("firmware_images") == 1);
}

TEST_CASE("one roll-out a board, of an image that is there") {
  Running town;
  const auto id = town.add(town.maker.image(2))->id;
  const auto rollout = town.start(id);
  auto tx = town.database->begin();
  CHECK(start_rollout(tx, id, {}, kWang, kStart).error().code == "another_open");
  CHECK(start_rollout(tx, ImageId{1}, {}, kWang, kStart).error().code == "unknown_image");
  REQUIRE(decide(tx, rollout, Decision::cancel, kWang, kStart).has_value());
  CHECK(start_rollout(tx, id, {}, kWang, kStart).has_value());
}

TEST_CASE("a box is offered the image, pulls it by pieces, tries it, and the roll-out finishes") {
  Running town;
  const auto bytes = town.maker.image(2, 60'000);
  const auto image = town.add(bytes)->id;
  town.born(1, 5);
  const auto id = town.start(image);
  town.ticks(4);  // stages of 1 % and 10 % may be without a box
  REQUIRE(town.offers() == 1);
  CHECK(town.box_state().step == BoxStep::offered);

  town.progress(2, 256);
  CHECK(town.feeder.step() == wire::kChunksAtOnce);
  CHECK(town.box_state().step == BoxStep::receiving);
  std::uint64_t offset = 256;
  for (const auto& [monitor, chunk] : town.sent) {
    CHECK(monitor == kMonitor);
    CHECK(chunk.offset == offset);
    CHECK(std::equal(chunk.data.begin(), chunk.data.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset)));
    offset += chunk.data.size();
  }
  town.progress(2, offset);
  CHECK(town.feeder.step() == 1);
  CHECK(town.sent.back().second.offset + town.sent.back().second.data.size() == bytes.size());

  town.born(2, 6, wire::BootReason::update, UpdatePhase::trial, 2);
  CHECK(town.box_state().step == BoxStep::trial);
  town.born(2, 6, wire::BootReason::update, UpdatePhase::idle, 0, Reason::confirmed_online);
  CHECK(town.box_state() == BoxState{BoxStep::done, true, BoxFailure::none, town.box_state().detail});
  town.ticks(4);
  CHECK(town.rollout(id).state == RolloutState::finished);
  town.ticks(3);
  CHECK(town.offers() == 1);
  CHECK(town.count("desk_alerts") == 0);
}

TEST_CASE("a box that rolls back halts the roll-out, which rings and waits for a person") {
  Running town;
  const auto image = town.add(town.maker.image(2))->id;
  town.born(1, 5);
  const auto id = town.start(image);
  town.ticks(4);
  town.progress(2, 256);
  (void)town.feeder.step();
  town.born(1, 6, wire::BootReason::crash, UpdatePhase::idle, 2, Reason::trial_crashed);
  town.ticks(1);
  CHECK(town.rollout(id).state == RolloutState::halted);
  CHECK(town.rollout(id).reason == RolloutReason::cannot_pass);
  CHECK(town.count("desk_alerts where kind = 21") == 1);
  {
    auto session = town.database->read();
    const auto text = describe(session, town.rollout(id), town.clock.utc_now(), 10);
    CHECK(text.find("已暂停 / halted") != text.npos);
    CHECK(text.find("已回退 / rolled back") != text.npos);
  }
  // Nothing more is sent while it waits.
  town.sent.clear();
  town.progress(2, 256);
  CHECK(town.feeder.step() == 0);

  CHECK(town.decides(id, Decision::halt).error().code == "bad_state");
  REQUIRE(town.decides(id, Decision::resume).has_value());
  CHECK(town.rollout(id).state == RolloutState::running);
  CHECK(town.box_state().step == BoxStep::out);  // it will not take this image again
  town.born(1, 6, wire::BootReason::crash, UpdatePhase::idle, 2, Reason::trial_crashed);
  town.ticks(4);
  CHECK(town.rollout(id).state == RolloutState::finished);
  CHECK(town.count("desk_alerts where kind = 21") == 1);
}

TEST_CASE("a box that has the image and is not heard of for an hour counts as failed") {
  Running town;
  const auto image = town.add(town.maker.image(2))->id;
  town.born(1, 5);
  const auto id = town.start(image, {990, 800, 1, 24h});
  {
    // Its stage is left to chance; put it in.
    auto tx = town.database->begin();
    insert_box(tx, id, kMonitor, town.clock.utc_now());
    tx.commit();
  }
  town.ticks(2);
  town.born(1, 5, wire::BootReason::restart, UpdatePhase::restarting, 2);
  REQUIRE(town.box_state().step == BoxStep::ready);
  town.state(kMonitor, wire::Will{5, town.sessions});
  town.ticks(700);  // 58 min
  CHECK(town.rollout(id).state == RolloutState::running);
  town.ticks(730);
  CHECK(town.box_state().failure == BoxFailure::silent);
  CHECK(town.rollout(id).state == RolloutState::halted);
}

TEST_CASE("nobody is offered anything who is away, of another board, or newer") {
  Running town;
  const auto image = town.add(town.maker.image(2))->id;
  SECTION("away") {
    town.born(1, 5);
    town.state(kMonitor, wire::Will{5, town.sessions});
  }
  SECTION("newer") {
    town.born(3, 5);
  }
  SECTION("without slots") {
    wire::Birth birth;
    birth.at.boot = 5;
    town.state(kMonitor, birth);
  }
  (void)town.start(image);
  town.ticks(10);
  CHECK(town.offers() == 0);
}

TEST_CASE("a box that is busy is asked again after a minute, and not before") {
  Running town;
  const auto image = town.add(town.maker.image(2))->id;
  town.born(1, 5);
  (void)town.start(image);
  town.ticks(4);
  REQUIRE(town.offers() == 1);
  {
    auto tx = town.database->begin();
    const auto command = place_of(tx, kMonitor)->box.command;
    wire::CommandAnswerBody answer;
    answer.command = static_cast<std::uint64_t>(command.value);
    answer.outcome = wire::CommandOutcome::busy;
    answer.detail = "safe_mode";
    REQUIRE(commands::take_answer(tx, kMonitor, answer, town.clock.utc_now()) == commands::Taken::taken);
    tx.commit();
  }
  town.ticks(11);
  CHECK(town.box_state() == BoxState{BoxStep::waiting, false, BoxFailure::none, "safe_mode"});
  CHECK(town.offers() == 1);
  town.ticks(3);
  CHECK(town.offers() == 2);
}

TEST_CASE("a connection that takes no more costs a piece, not the download") {
  Running town;
  const auto image = town.add(town.maker.image(2, 60'000))->id;
  town.born(1, 5);
  (void)town.start(image);
  town.ticks(4);
  town.takes = false;
  town.progress(2, 256);
  CHECK(town.feeder.step() == 0);
  town.takes = true;
  town.progress(2, 256);
  CHECK(town.feeder.step() == wire::kChunksAtOnce);
}

TEST_CASE("F11: what a tick, a birth and a piece ask of the database finds its rows by an index") {
  Running town;
  const auto image = town.add(town.maker.image(2))->id;
  town.born(1, 5);
  const auto id = town.start(image);
  auto tx = town.database->begin();
  const auto now = town.clock.utc_now();
  (void)find_image(tx, image);
  (void)rollouts(tx, 10);
  save_rollout(tx, town.rollout(id), kWang, now);
  save_sweep(tx, town.rollout(id));
  (void)firmware_of_board(tx, "box1", "", 10);
  insert_box(tx, id, kMonitor, now);
  save_box(tx, place_of(tx, kMonitor)->box, now);
  forgive(tx, id, now);
  (void)boxes(tx, id, BoxStep::waiting, now, 10);
  (void)count_busy(tx, id, now);
  (void)count_boxes(tx, id);
  (void)find_firmware(tx, kMonitor);
  save_firmware(tx, *find_firmware(tx, kMonitor), now);
  (void)start_rollout(tx, image, {}, kWang, now);  // refused: looks for an open one
  CHECK(liftguard::testing::check_plans(tx) > 15);
}
