// Commands to boxes, without a broker: the rules, the table, the courier, answers through the writer, in virtual time.
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "common/storage/audit.hpp"
#include "common/wire/topics.hpp"
#include "gateway/commands/courier.hpp"
#include "gateway/commands/store.hpp"
#include "gateway/escalation/limits_clock.hpp"
#include "gateway/ingest/store.hpp"
#include "gateway/ingest/writer.hpp"
#include "gateway/news/store.hpp"
#include "tests/unit/gateway/town.hpp"
#include "tests/unit/storage/plans.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;
using commands::CommandId;
using commands::State;
using wire::CommandOutcome;

namespace {

// A gateway without its network: what the courier hands over is kept.
struct Running : Town {
  CommandId issue(wire::Errand errand, Milliseconds life = 1h, const std::string& monitor = kMonitor) {
    auto tx = database->begin();
    const auto id = commands::issue(
        tx, {monitor, std::move(errand), clock.utc_now() + life, {AccountId{7}, "王伟", "cli"}}, clock.utc_now());
    REQUIRE(id.has_value());
    tx.commit();
    return *id;
  }
  std::string refusal(const commands::Issue& wanted) {
    auto tx = database->begin();
    const auto id = commands::issue(tx, wanted, clock.utc_now());
    return id ? "" : id.error().code;
  }
  commands::Command command(CommandId id) {
    auto session = database->read();
    return commands::find(session, id).value();
  }

  void take(const Incoming& message) {
    intake.offer(message.origin, message.topic, message.payload);
    REQUIRE(writer.turn(0ms) == 1);
    writer.turn(0ms);  // presence is written by itself
  }
  void state(decltype(wire::State::presence) presence) {
    const auto bytes = wire::encode(wire::State{kMonitor, std::move(presence)});
    take(incoming(kMonitor, wire::state_topic(kMonitor), {bytes.begin(), bytes.end()}));
  }
  void born(std::uint64_t session, std::optional<wire::ConfigState> config = {}) {
    wire::Birth birth;
    birth.at.boot = box.boot;
    birth.journal = box.journal;
    birth.session = session;
    birth.config = std::move(config);
    state(birth);
  }
  void answer(CommandId id, CommandOutcome outcome, const std::string& detail = {}) {
    wire::CommandAnswerBody body;
    body.at = {clock.utc_now(), wire::TimeQuality::synchronised, 1'000'000, box.boot};
    body.command = static_cast<std::uint64_t>(id.value);
    body.outcome = outcome;
    body.detail = detail;
    take(incoming(box.envelope(Lane::event, ++seq, body, clock.utc_now())));
  }

  // Lets the courier look every second, and gives the seconds at which something left.
  std::vector<int> sendings(int seconds) {
    std::vector<int> at;
    for (int second = 0; second <= seconds; ++second) {
      limits.step(clock.utc_now());
      for (auto left = courier.step(); left > 0; --left) at.push_back(second);
      clock.advance(1s);
    }
    return at;
  }
  [[nodiscard]] std::int64_t changes(const std::string& what) const {
    return count("changes where kind = 'command' and detail like '%\"what\":\"" + what + "\"%'");
  }

  Box box;
  std::uint64_t seq = 0;
  const FaultPoints faults;
  Intake intake;
  const WriterOutputs outputs{[](const auto&) {}, [](const auto&, UtcTime) {}, [] {}};
  Writer writer{{*database, clock, clock, intake, outputs, faults}};
  LimitsClock limits{*database, clock};

  bool serves = true;
  bool takes = true;
  std::vector<std::pair<std::string, wire::Down>> sent;
  commands::Courier courier{
      *database,
      clock,
      {[this](std::string_view) { return serves; },
       [](storage::Session& session, std::string_view monitor) { return is_online(session, monitor); },
       [this](const std::string& monitor, const wire::Down& down) {
         if (takes) sent.emplace_back(monitor, down);
         return takes;
       }}};
};

const wire::Errand kReboot{wire::Reboot{}};

}  // namespace

TEST_CASE("a command is repeated after 30 s, 1, 2, 4, 8 min, then every 10 min, and not beyond its end") {
  struct Case {
    int sends;
    Milliseconds wait;
  };
  for (const auto& c : {Case{1, 30s}, Case{2, 1min}, Case{3, 2min}, Case{4, 4min}, Case{5, 8min}, Case{6, 10min},
                        Case{7, 10min}, Case{1'000, 10min}}) {
    CAPTURE(c.sends);
    CHECK(commands::next_repeat(c.sends, kStart, kStart + 24h) == kStart + c.wait);
    CHECK(commands::next_repeat(c.sends, kStart, kStart + c.wait) == kStart + c.wait);
    CHECK(commands::next_repeat(c.sends, kStart, kStart + c.wait - 1ms) == std::nullopt);
  }
}

TEST_CASE("limits are inclusive: a command has expired one millisecond after its end") {
  CHECK_FALSE(commands::has_expired(kStart, kStart - 1ms));
  CHECK_FALSE(commands::has_expired(kStart, kStart));
  CHECK(commands::has_expired(kStart, kStart + 1ms));
}

TEST_CASE("the first answer counts; `repeated` gives way to any other, and takes the place of none") {
  CHECK(commands::takes(std::nullopt, CommandOutcome::done));
  CHECK(commands::takes(std::nullopt, CommandOutcome::repeated));
  CHECK(commands::takes(CommandOutcome::repeated, CommandOutcome::refused));
  CHECK_FALSE(commands::takes(CommandOutcome::repeated, CommandOutcome::repeated));
  CHECK_FALSE(commands::takes(CommandOutcome::done, CommandOutcome::repeated));
  CHECK_FALSE(commands::takes(CommandOutcome::refused, CommandOutcome::done));
}

TEST_CASE("a command to a box that is there leaves at once, with its id and its end, and is written down as sent") {
  Running town;
  town.born(1);
  const auto id = town.issue(wire::Identify{20});
  CHECK(town.command(id).state == State::issued);
  CHECK(town.courier.step() == 1);
  REQUIRE(town.sent.size() == 1);
  CHECK(town.sent[0].first == kMonitor);
  const wire::Command expected{static_cast<std::uint64_t>(id.value), kStart + 1h, wire::Identify{20}};
  CHECK(std::get<wire::Command>(town.sent[0].second) == expected);
  const auto command = town.command(id);
  CHECK(command.state == State::sent);
  CHECK(command.sends == 1);
  CHECK(command.sent == kStart);
  CHECK(command.asked_by == "王伟");
  CHECK(town.courier.step() == 0);
}

TEST_CASE("unanswered it leaves again and again, once answered no more; each step is a change that can be followed") {
  Running town;
  town.born(1);
  const auto id = town.issue(kReboot);
  CHECK(town.sendings(100) == std::vector{0, 30, 90});
  town.answer(id, CommandOutcome::done, "rebooting");
  CHECK(town.sendings(1'000).empty());
  const auto command = town.command(id);
  CHECK(command.state == State::answered);
  CHECK(command.outcome == CommandOutcome::done);
  CHECK(command.detail == "rebooting");
  CHECK(command.sends == 3);
  for (const char* what : {"issued", "sent", "answered"}) CHECK(town.changes(what) == 1);
  CHECK(town.text("select detail from changes where kind = 'command' order by seq desc") ==
        R"({"monitor":"LG-000001","errand":"reboot","what":"answered","outcome":"done"})");
  CHECK(town.count("changes where kind = 'command' and elevator_id is not null") == 3);
}

TEST_CASE("a box that is not there gets its command at its birth, one that fell silent when it is heard again") {
  Running town;
  const auto id = town.issue(kReboot);
  CHECK(town.sendings(10).empty());
  CHECK(town.command(id).state == State::issued);
  town.born(1);
  CHECK(town.sendings(0) == std::vector{0});

  const auto silent = [&] { return town.text("select state from monitor_presence") == "2"; };
  for (int i = 0; i < 40 && !silent(); ++i) {  // no heartbeat
    town.clock.advance(5s);
    town.writer.turn(0ms);
  }
  REQUIRE(silent());
  const auto sent = town.sent.size();
  CHECK(town.sendings(600).empty());
  wire::Heartbeat beat;
  beat.at.boot = town.box.boot;
  beat.session = 1;
  town.state(beat);
  CHECK(town.sendings(0) == std::vector{0});
  CHECK(town.sent.size() == sent + 1);
}

TEST_CASE("every birth brings what is unanswered again: the box may have lost it") {
  Running town;
  town.born(1);
  (void)town.issue(kReboot);
  CHECK(town.sendings(5) == std::vector{0});
  town.born(2);
  CHECK(town.sendings(5) == std::vector{0});
}

TEST_CASE("killed between writing down and sending, or where nobody takes it: the repetition makes up for it") {
  Running town;
  town.born(1);
  const auto id = town.issue(kReboot);
  town.takes = false;
  CHECK(town.sendings(5).empty());
  CHECK(town.command(id).state == State::sent);
  town.takes = true;
  CHECK(town.sendings(60) == std::vector{24});
  town.born(1);  // as a gateway's start brings it: the birth is retained
  CHECK(town.sendings(0) == std::vector{0});
}

TEST_CASE("commands of another gateway's slots are left alone") {
  Running town;
  town.born(1);
  const auto id = town.issue(kReboot);
  town.serves = false;
  CHECK(town.sendings(60).empty());
  CHECK(town.command(id).state == State::issued);
}

TEST_CASE("nobody's answer: closed by the durable timer one millisecond after its end, also when nothing ran then") {
  for (const bool late : {false, true}) {
    Running town;
    const auto id = town.issue(kReboot, 60s);
    town.clock.advance_to(kStart + 60s);
    town.limits.step(town.clock.utc_now());
    CHECK(town.command(id).state == State::issued);
    town.clock.advance_to(kStart + (late ? Milliseconds{24h} : Milliseconds{60'001}));
    town.limits.step(town.clock.utc_now());
    CHECK(town.command(id).state == State::expired);
    CHECK(town.changes("expired") == 1);
    town.born(1);
    CHECK(town.sendings(5).empty());
  }
}

TEST_CASE("what has expired is not sent in the instant before its timer fires") {
  Running town;
  (void)town.issue(kReboot, 60s);
  town.clock.advance_to(kStart + 61s);
  town.born(1);
  CHECK(town.courier.step() == 0);
}

TEST_CASE("an answer that comes after the end is believed: the box had done it in time") {
  Running town;
  const auto id = town.issue(kReboot, 60s);
  town.clock.advance_to(kStart + 2min);
  town.limits.step(town.clock.utc_now());
  REQUIRE(town.command(id).state == State::expired);
  town.answer(id, CommandOutcome::done);
  CHECK(town.command(id).state == State::answered);
  CHECK(town.command(id).answered == kStart + 2min);
}

TEST_CASE("`repeated` before the answer that it repeats, and after it") {
  Running town;
  const auto id = town.issue(kReboot);
  town.answer(id, CommandOutcome::repeated);
  CHECK(town.command(id).outcome == CommandOutcome::repeated);
  town.answer(id, CommandOutcome::busy, "a ride");
  CHECK(town.command(id).outcome == CommandOutcome::busy);
  town.answer(id, CommandOutcome::repeated);
  CHECK(town.command(id).detail == "a ride");
}

TEST_CASE("an answer to another box's command, or to none, changes nothing and is confirmed like any record") {
  Running town;
  const auto id = town.issue(kReboot, 1h, kSpare);
  town.answer(id, CommandOutcome::done);
  CHECK(town.command(id).state == State::issued);
  town.answer(CommandId{12'345}, CommandOutcome::done);
  CHECK(town.writer.counts().stored == 2);
  CHECK(town.count("dead_letters") == 0);
  CHECK(town.count("desk_alerts") == 0);
}

TEST_CASE("settings that a box rolled back turn the answer `done` into a failure, with its reason, once") {
  Running town;
  const auto id = town.issue(wire::Configure{"a = 1\n"});
  wire::ConfigState config;
  config.refused = static_cast<std::uint64_t>(id.value);
  config.reason = "no gateway within 10 minutes";
  town.born(1, config);  // overtakes the answer
  CHECK(town.command(id).outcome == std::nullopt);
  town.answer(id, CommandOutcome::done);
  for (std::uint64_t session = 2; session <= 3; ++session) town.born(session, config);
  CHECK(town.command(id).outcome == CommandOutcome::failed);
  CHECK(town.command(id).detail == config.reason);
  CHECK(town.changes("answered") == 2);
}

TEST_CASE("settings that a box never took stay refused, whether its birth or its answer comes first") {
  for (const bool birth_first : {true, false}) {
    Running town;
    const auto id = town.issue(wire::Configure{"nonsense = 1\n"});
    wire::ConfigState config;
    config.refused = static_cast<std::uint64_t>(id.value);
    config.reason = "settings: nonsense: is not known";
    if (birth_first) town.born(1, config);
    town.answer(id, CommandOutcome::refused, config.reason);
    town.born(2, config);
    CHECK(town.command(id).outcome == CommandOutcome::refused);
  }
}

TEST_CASE("what is refused is not issued: unknown monitor, unfit errand, an end too near or too far, too many") {
  Running town;
  const auto end = kStart + 1h;
  CHECK(town.refusal({"LG-999999", kReboot, end, {}}) == "unknown_monitor");
  CHECK(town.refusal({kMonitor, wire::Identify{601}, end, {}}) == "unfit");
  CHECK(town.refusal({kMonitor, wire::Configure{std::string(wire::kMaxSettingsBytes + 1, '#')}, end, {}}) == "unfit");
  CHECK(town.refusal({kMonitor, kReboot, kStart + commands::kShortestLife - 1ms, {}}) == "bad_expiry");
  CHECK(town.refusal({kMonitor, kReboot, kStart + commands::kShortestLife, {}}).empty());
  CHECK(town.refusal({kMonitor, kReboot, kStart + commands::kLongestLife, {}}).empty());
  CHECK(town.refusal({kMonitor, kReboot, kStart + commands::kLongestLife + 1ms, {}}) == "bad_expiry");
  CHECK(town.count("commands") == 0);
  for (int i = 0; i < commands::kMaxOpen; ++i) (void)town.issue(kReboot);
  CHECK(town.refusal({kMonitor, kReboot, end, {}}) == "too_many");
  CHECK(town.refusal({kSpare, kReboot, end, {}}).empty());
}

TEST_CASE("AC-12: the audit log says who asked for what, and its hash in place of the settings themselves") {
  Running town;
  const auto id = town.issue(wire::Configure{"secret = \"s3cr3t\"\n"});
  CHECK(town.count("audit_log where action = 'command.issued' and name = '王伟' and subject = " + to_string(id)) == 1);
  CHECK(town.count("audit_log where after_json like '%s3cr3t%' or before_json like '%s3cr3t%'") == 0);
  auto tx = town.database->begin();
  REQUIRE(commands::issue(tx, {kMonitor, kReboot, kStart + 1h, {}}, kStart).has_value());
  tx.commit();
  CHECK(town.count("commands where asked_by = '系统'") == 1);
  auto session = town.database->read();
  CHECK(storage::first_broken_audit_row(session) == std::nullopt);
}

TEST_CASE("closed commands beyond 200 of a box are forgotten, the oldest first; open ones and other boxes' never") {
  Running town;
  const auto open = town.issue(kReboot, commands::kLongestLife);
  const auto other = town.issue(kReboot, 1h, kSpare);
  town.answer(town.issue(kReboot), CommandOutcome::done);
  const auto oldest = town.text("select min(id) from commands where state = 3");
  for (int i = 0; i < commands::kMaxKept; ++i) town.answer(town.issue(kReboot), CommandOutcome::done);
  (void)town.issue(kReboot);
  CHECK(town.count("commands where state = 3") == commands::kMaxKept);
  CHECK(town.count("commands where id = " + oldest) == 0);
  CHECK(town.command(open).state == State::issued);
  CHECK(town.command(other).state == State::issued);
}

TEST_CASE("F11: every statement about commands and news finds its rows by an index") {
  Running town;
  town.born(1);
  auto tx = town.database->begin();
  const auto id = commands::issue(tx, {kMonitor, kReboot, kStart + 1h, {}}, kStart).value();
  (void)commands::newest(tx, 10);
  (void)commands::newest_of(tx, kMonitor, 10);
  (void)commands::due(tx, kStart, 10);
  (void)commands::next_due(tx);
  commands::note_sent(tx, commands::find(tx, id).value(), kStart);
  commands::await_box(tx, id);
  commands::box_is_born(tx, kMonitor, kStart);
  commands::box_is_back(tx, kMonitor, kStart);
  (void)commands::take_answer(tx, kMonitor, {}, kStart);
  const dispatch::OpenEpisode episode{kMonitor, 77, 1, {}};
  (void)news::find_told(tx, episode);
  news::put_told(tx, episode, {}, kStart);
  CHECK(liftguard::testing::check_plans(tx) > 15);
}
