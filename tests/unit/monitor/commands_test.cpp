// Commands at the box: each is done once at most and answered once at least, over repetitions, reboots and power cuts.
#include <memory>

#include <catch2/catch.hpp>

#include "firmware/monitor/commands/commands.hpp"
#include "firmware/monitor/commands/identifying.hpp"
#include "firmware/monitor/commands/rebooting.hpp"
#include "tests/unit/journal/model.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using namespace std::chrono_literals;
using wire::CommandOutcome;
using wire::TimeQuality;

namespace {

constexpr auto kWall = utc_from_ms(1'795'000'000'000);
constexpr auto kLater = kWall + 60s;

wire::Stamp stamp_at(UtcTime wall, TimeQuality quality = TimeQuality::synchronised) {
  return {wall, quality, 1, 77};
}

// A box whose handlers count what they do.
class Box {
 public:
  explicit Box(test::FakeFlash& flash) : flash_(flash) { start(); }

  void start() {
    commands.reset();
    store = std::make_unique<Store>(flash_, test::small_options(ids_, {8, 4, 4, 3}));
    commands =
        std::make_unique<Commands>(*store, stamper, Commands::Outputs{[this] { ++woken; }, [this] { ++answered; }});
    commands->handle<wire::TestNow>(Interrupted::failed, [this](const wire::TestNow&, std::uint64_t) {
      ++done;
      return Answer{};
    });
    commands->handle<wire::Reboot>(Interrupted::done,
                                   [this](const wire::Reboot&, std::uint64_t) -> std::optional<Answer> {
                                     ++done;
                                     if (auto busy = too_busy_to_end(*store)) return busy;
                                     return std::nullopt;
                                   });
    commands->handle<wire::Identify>(Interrupted::failed,
                                     [](const wire::Identify&, std::uint64_t) -> std::optional<Answer> {
                                       throw std::runtime_error("no such light");
                                     });
  }
  void reboot() {
    commands.reset();
    flash_.reboot();
    start();
  }
  void give(std::uint64_t id, wire::Errand errand, UtcTime expires = kLater) {
    commands->take({id, expires, std::move(errand)});
    commands->step();
  }
  // Of all answers in the journal: "id outcome".
  std::vector<std::string> answers() {
    std::vector<std::string> out;
    for (auto key = store->journal.next_unconfirmed(Lane::event, std::nullopt); key;
         key = store->journal.next_unconfirmed(Lane::event, key)) {
      const auto body = std::get<wire::CommandAnswerBody>(*wire::decode_record(*store->journal.read(*key)));
      out.push_back(std::to_string(body.command) + " " + std::string(outcome_name(body.outcome)));
    }
    return out;
  }
  void confirm_all() {
    const auto newest = store->journal.records(Lane::event);
    REQUIRE(store->journal.confirm({store->journal.id(), 7, {{Lane::event, newest, {}}}}, clock.now()) ==
            journal::ConfirmOutcome::taken);
  }
  void trap() {
    wire::EventBody event;
    event.kind = EventKind::trapped;
    event.episode = 17;
    store->kept.episodes.take(event);
  }

  VirtualClock clock{kWall};
  TimeQuality quality = TimeQuality::synchronised;
  Stamper stamper{clock, clock, [this](UtcTime) { return quality; }, 77};
  std::unique_ptr<Store> store;
  std::unique_ptr<Commands> commands;
  int woken = 0, answered = 0, done = 0;

 private:
  test::FakeFlash& flash_;
  std::mt19937 ids_{1};
};

using Answers = std::vector<std::string>;

}  // namespace

TEST_CASE("a command is judged by its id, then by its errand, then by its expiry") {
  using What = Verdict::What;
  CommandLog log;
  log.begin(5, Interrupted::failed);
  log.answer(6, CommandOutcome::expired);
  struct Case {
    const char* name;
    wire::Command command;
    wire::Stamp now;
    What what;
    CommandOutcome outcome = CommandOutcome::done;
  };
  const auto unset = stamp_at(utc_from_ms(5'000), TimeQuality::unset);
  for (const auto& c : {
           Case{"new", {7, kLater, wire::TestNow{}}, stamp_at(kWall), What::run},
           Case{"expires now", {7, kWall, wire::TestNow{}}, stamp_at(kWall), What::run},
           Case{"expired a millisecond ago",
                {7, kWall, wire::TestNow{}},
                stamp_at(kWall + 1ms),
                What::answer,
                CommandOutcome::expired},
           Case{"a clock that runs free is judged by",
                {7, kWall, wire::TestNow{}},
                stamp_at(kWall + 1ms, TimeQuality::free_running),
                What::answer,
                CommandOutcome::expired},
           Case{"D3: the clock was never set", {7, kLater, wire::TestNow{}}, unset, What::wait},
           Case{"under way", {5, kLater, wire::TestNow{}}, stamp_at(kWall), What::ignore},
           Case{"E8: answered before, though the clock now says that it has not expired",
                {6, kLater, wire::TestNow{}},
                stamp_at(kWall),
                What::answer,
                CommandOutcome::repeated},
           Case{"answered before, and the clock was never set",
                {6, kLater, wire::TestNow{}},
                unset,
                What::answer,
                CommandOutcome::repeated},
           Case{"unknown, whatever the time",
                {7, kLater, wire::UnknownErrand{99}},
                unset,
                What::answer,
                CommandOutcome::unknown},
           Case{"unreadable, whatever the time",
                {7, {}, wire::UnreadableErrand{"toml"}},
                unset,
                What::answer,
                CommandOutcome::refused},
       }) {
    INFO(c.name);
    const auto verdict = judge(log, c.command, c.now);
    CHECK(verdict.what == c.what);
    if (verdict.what == What::answer) CHECK(verdict.answer.outcome == c.outcome);
    CHECK(verdict.answer.detail.size() <= wire::kMaxDetail);
  }
}

TEST_CASE("E8: what is older than all that is remembered is not done again") {
  CommandLog log;
  for (std::uint64_t id = 1; id <= CommandLog::kMost; ++id) log.answer(id * 10, CommandOutcome::done);
  CHECK_FALSE(log.is_forgotten(1));
  log.answer(10'000, CommandOutcome::done);
  CHECK(log.find(10) == nullptr);
  for (const std::uint64_t id : {1U, 9U, 10U})
    CHECK(judge(log, {id, kLater, wire::TestNow{}}, stamp_at(kWall)).answer.outcome == CommandOutcome::repeated);
  // One that overtook others is not mistaken for an old one.
  CHECK(judge(log, {11, kLater, wire::TestNow{}}, stamp_at(kWall)).what == Verdict::What::run);
}

TEST_CASE("a command that is under way is not forgotten, however many come after it") {
  CommandLog log;
  log.begin(5, Interrupted::done);
  for (std::uint64_t id = 100; id < 300; ++id) log.answer(id, CommandOutcome::done);
  REQUIRE(log.find(5) != nullptr);
  CHECK(log.unanswered() == std::vector<KeptCommand>{{5, CommandOutcome::none, Interrupted::done}});
}

TEST_CASE("what is kept of commands comes back") {
  KeptState kept;
  kept.commands.begin(5, Interrupted::done);
  for (std::uint64_t id = 100; id < 200; ++id) kept.commands.answer(id, CommandOutcome::failed);
  const auto bytes = encode(kept);
  CHECK(decode_kept(bytes)->commands == kept.commands);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) CHECK_FALSE(decode_kept(std::span(bytes).first(cut)));
}

TEST_CASE("a command is done and answered on the event lane; a repetition is neither done nor answered twice") {
  test::FakeFlash flash(test::kSmall, 1);
  Box box(flash);
  box.give(9, wire::TestNow{});
  CHECK(box.done == 1);
  CHECK(box.woken == 1);
  CHECK(box.answered == 1);
  CHECK(box.answers() == Answers{"9 done"});
  box.give(9, wire::TestNow{});
  CHECK(box.answers() == Answers{"9 done"});  // which is still on its way
  box.confirm_all();
  box.give(9, wire::TestNow{});
  CHECK(box.answers() == Answers{"9 repeated"});
  box.reboot();
  box.confirm_all();
  box.give(9, wire::TestNow{});
  CHECK(box.answers() == Answers{"9 repeated"});
  CHECK(box.done == 1);
}

TEST_CASE("expired, unknown and unreadable commands, those without a handler and those that fail are answered so") {
  test::FakeFlash flash(test::kSmall, 1);
  Box box(flash);
  box.give(1, wire::TestNow{}, kWall - 1ms);
  box.give(2, wire::UnknownErrand{99});
  box.give(3, wire::UnreadableErrand{"toml"});
  box.give(4, wire::OfferImage{});
  box.give(5, wire::Identify{30});
  CHECK(box.answers() == Answers{"1 expired", "2 unknown", "3 refused", "4 unknown", "5 failed"});
  CHECK(box.done == 0);
}

TEST_CASE("D3: a box whose clock was never set waits with a command until it knows the time") {
  test::FakeFlash flash(test::kSmall, 1);
  Box box(flash);
  box.quality = TimeQuality::unset;
  box.give(9, wire::TestNow{});
  box.give(9, wire::TestNow{});
  box.commands->step();
  CHECK(box.done == 0);
  CHECK(box.answers().empty());
  box.quality = TimeQuality::synchronised;
  box.commands->step();
  CHECK(box.done == 1);
  CHECK(box.answers() == Answers{"9 done"});
}

TEST_CASE("a reboot that was asked for is answered by the start after it, one that was not is a failure") {
  test::FakeFlash flash(test::kSmall, 1);
  Box box(flash);
  box.give(9, wire::Reboot{});
  CHECK(box.answers().empty());
  box.commands->step();
  box.give(9, wire::Reboot{});  // it is under way
  CHECK(box.done == 1);
  {
    const std::lock_guard lock(box.store->mutex);
    box.store->kept.commands.begin(10, Interrupted::failed);
    box.store->journal.save_kept(encode(box.store->kept));
  }
  box.reboot();
  box.commands->step();
  CHECK(box.answers() == Answers{"9 done", "10 failed"});
  box.reboot();
  box.commands->step();
  CHECK(box.answers() == Answers{"9 done", "10 failed"});
}

TEST_CASE("Reboot: never while an alarm is open or the car moves; a short ride is waited for") {
  test::FakeFlash flash(test::kSmall, 1);
  Box box(flash);
  box.store->standing = false;
  box.give(9, wire::Reboot{});
  CHECK(box.answers().empty());
  box.store->standing = true;
  box.commands->step();
  CHECK(box.answers().empty());  // it ends now, and the next start answers
  box.reboot();
  box.commands->step();
  CHECK(box.answers() == Answers{"9 done"});

  box.trap();
  box.give(10, wire::Reboot{}, kLater + 1h);
  box.clock.advance(59s);
  box.commands->step();
  CHECK(box.answers() == Answers{"9 done"});
  box.clock.advance(1s);
  box.commands->step();
  CHECK(box.answers() == Answers{"9 done", "10 busy"});
}

TEST_CASE("what waits for the car to rest does not wait beyond its expiry") {
  test::FakeFlash flash(test::kSmall, 1);
  Box box(flash);
  box.store->standing = false;
  box.give(9, wire::Reboot{}, kWall + 10s);
  box.clock.advance(10s);
  box.commands->step();
  CHECK(box.answers().empty());
  box.clock.advance(1ms);
  box.commands->step();
  CHECK(box.answers() == Answers{"9 busy"});
}

TEST_CASE("the power goes at each operation of a command: done once at most, answered once the box is back") {
  std::size_t operations = 0;
  {
    test::FakeFlash flash(test::kSmall, 1);
    Box box(flash);
    flash.reboot();
    box.give(9, wire::TestNow{});
    operations = flash.operations();
  }
  REQUIRE(operations > 1);
  for (std::size_t operation = 0; operation < operations; ++operation) {
    INFO("operation " << operation);
    test::FakeFlash flash(test::kSmall, 1);
    int done = 0;
    {
      Box box(flash);
      flash.reboot();
      flash.cut_at(operation);
      CHECK_THROWS_AS(box.give(9, wire::TestNow{}), test::PowerCut);
      done = box.done;
    }
    flash.reboot();
    Box again(flash);
    again.give(9, wire::TestNow{});  // the gateway sends again what is not answered
    CHECK(done + again.done <= 1);
    CHECK_FALSE(again.answers().empty());
  }
}

TEST_CASE("B19: of many commands at once, a step does no more than four, and all get their turn in their order") {
  test::FakeFlash flash(test::kSmall, 1);
  Box box(flash);
  for (std::uint64_t id = 1; id <= 10; ++id) box.commands->take({id, kLater, wire::TestNow{}});
  for (const int done : {4, 8, 10, 10}) {
    box.commands->step();
    CHECK(box.done == done);
  }
  REQUIRE(box.answers().size() == 10);
  CHECK(box.answers()[9] == "10 done");
}

TEST_CASE("B19: so it is with those that waited for the car to rest, and with those that a reboot interrupted") {
  test::FakeFlash flash(test::kSmall, 1);
  Box box(flash);
  box.trap();
  for (std::uint64_t id = 1; id <= 6; ++id) box.give(id, wire::Reboot{}, kWall + 10s);
  CHECK(box.answers().empty());
  box.give(7, wire::TestNow{});  // is not kept waiting by those that wait
  CHECK(box.answers() == Answers{"7 done"});
  SECTION("waited") {
    box.clock.advance(11s);
    box.commands->step();
    CHECK(box.answers().size() == 5);
    box.commands->step();
    CHECK(box.answers().size() == 7);
  }
  SECTION("interrupted") {
    box.reboot();
    box.commands->step();
    CHECK(box.answers().size() == 5);
    box.commands->step();
    CHECK(box.answers().size() == 7);
  }
}

TEST_CASE("Identify: the light blinks once a second for as long as was asked, and is dark afterwards") {
  struct Light final : Indicator {
    void show(bool on) override { shown += on ? '1' : '0'; }
    std::string shown;
  } light;
  VirtualClock clock{kWall};
  Identifying identifying(&light, clock);
  identifying.step();
  CHECK(light.shown.empty());
  CHECK(identifying.begin({4}).outcome == CommandOutcome::done);
  for (int i = 0; i < 6; ++i) {
    clock.advance(1s);
    identifying.step();
  }
  CHECK(light.shown == "10100");
  CHECK_FALSE(identifying.under_way());

  Identifying dark(nullptr, clock);
  CHECK_FALSE(dark.begin({4}).detail.empty());
}

TEST_CASE("a light that takes nothing fails the command that needs it, and is tried again for A12 until it does") {
  struct Light final : Indicator {
    void show(bool on) override {
      if (broken) throw std::system_error(EACCES, std::generic_category(), "brightness");
      shown += on ? '1' : '0';
    }
    bool broken = true;
    std::string shown;
  } light;
  VirtualClock clock{kWall};
  Identifying identifying(&light, clock);
  CHECK_THROWS_AS(identifying.begin({2}), std::system_error);
  CHECK_FALSE(identifying.under_way());
  for (int i = 0; i < 2; ++i) CHECK_THROWS_AS(identifying.say_unconfirmed(true), std::system_error);
  light.broken = false;
  identifying.say_unconfirmed(true);
  identifying.say_unconfirmed(true);
  CHECK(light.shown == "1");

  (void)identifying.begin({1});
  light.broken = true;
  clock.advance(1s);
  CHECK_THROWS_AS(identifying.step(), std::system_error);
  light.broken = false;
  identifying.say_unconfirmed(false);  // the blinking has ended meanwhile
  CHECK(light.shown == "110");
}

TEST_CASE("A12: the light stays on while alarms are unconfirmed, and blinks over that for who looks for the box") {
  struct Light final : Indicator {
    void show(bool on) override { shown += on ? '1' : '0'; }
    std::string shown;
  } light;
  VirtualClock clock{kWall};
  Identifying identifying(&light, clock);
  identifying.say_unconfirmed(true);
  identifying.say_unconfirmed(true);
  CHECK(light.shown == "1");
  (void)identifying.begin({2});
  for (int i = 0; i < 3; ++i) {
    clock.advance(1s);
    identifying.step();
  }
  CHECK(light.shown == "1101");
  identifying.say_unconfirmed(false);
  CHECK(light.shown == "11010");
}
