// From the outbox to the receiver's own list, over real HTTP, in virtual time.
#include <algorithm>
#include <atomic>
#include <fstream>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "gateway/regulator/uploader.hpp"
#include "tests/unit/regulator/running_receiver.hpp"
#include "tests/unit/uploads/place.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::testing;
using city::ReceiverMode;
using uploads::Repeats;
using uploads::State;

namespace {

struct Office : Place {
  observe::Metrics metrics;
  bool may_act = true;

  UploaderParts parts(const std::string& worker = "w") {
    return {*database, clock, clock, metrics, worker, [this] { return may_act; }, [] { return 0.5; }};
  }

  // The receiver's address, in place of the one before.
  uploads::Receiver at(const RunningReceiver& receiver, Repeats repeats = Repeats::unknown) const {
    uploads::Receiver out = Place::receiver("huzhou", repeats);
    out.url = receiver.url();
    out.per_second = 1'000;
    out.timeout = 1s;
    return out;
  }

  // Until nothing is claimed any more; at most ten seconds.
  void drive(Uploader& uploader) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    do {
      uploader.turn(20ms);
    } while (std::chrono::steady_clock::now() < end && !list({.state = State::claimed}).empty());
  }

  std::vector<State> states() {
    std::vector<State> out;
    for (const auto& upload : read([](storage::Session& session) {
           std::vector<uploads::Upload> all;
           for (const State state : {State::pending, State::claimed, State::accepted, State::rejected, State::unknown})
             for (auto& upload : uploads::list(session, {.state = state})) all.push_back(std::move(upload));
           std::ranges::sort(all, {}, &uploads::Upload::id);
           return all;
         }))
      out.push_back(upload.state);
    return out;
  }
};

std::vector<std::string> keys(std::initializer_list<int> numbers) {
  std::vector<std::string> out;
  for (const int number : numbers) out.push_back("event/LG-000001/77/alarm/" + std::to_string(number));
  return out;
}

}  // namespace

TEST_CASE("what waits is sent in its order and accepted") {
  Office office;
  RunningReceiver receiver;
  office.load({office.at(receiver)});
  for (int i = 0; i < 4; ++i) office.report(office.event(0));
  Uploader uploader(office.parts());
  for (int i = 0; i < 4; ++i) office.drive(uploader);
  CHECK(receiver.keys() == keys({1, 2, 3, 4}));
  CHECK(office.states() == std::vector(4, State::accepted));
  CHECK(office.metrics
            .counter("liftguard_uploads_requests_total", "Requests to receivers, by what became of the upload",
                     {{"receiver", "huzhou"}, {"state", "accepted"}})
            .value() == 4);
}

TEST_CASE("the desk hears once that a table of codes is gone, whoever finds it, and what waits is sent by name") {
  Office office;
  RunningReceiver receiver;
  uploads::Receiver foreign = office.at(receiver);
  foreign.dialect = "foreign";
  const uploads::Setup setup{{{"foreign", "code,event,reason,reading,zh,en\nE7,trapped,,always,困人,Trapped\n"}},
                             {foreign}};
  office.load(setup).value();
  Uploader uploader(office.parts());
  office.drive(uploader);
  CHECK(office.scratch.count("desk_alerts") == 0);

  SECTION("deleted") {
    office.write([](storage::Transaction& tx) { tx.exec(storage::Statement{"test.gone", "delete from code_tables"}); });
  }
  SECTION("damaged") {
    office.write([](storage::Transaction& tx) {
      tx.exec(storage::Statement{"test.damage", "update code_tables set csv = 'code,event' where dialect = 'foreign'"});
    });
  }
  office.report(office.event(0));
  Uploader other(office.parts("other"));
  for (int i = 0; i < 3; ++i) {
    office.clock.advance(1min);
    office.drive(uploader);
    office.drive(other);
  }
  CHECK(office.states() == std::vector{State::accepted});
  CHECK(office.scratch.count("desk_alerts where kind = 23 and text_zh like '%foreign%'") == 1);
  CHECK(office.scratch.count("desk_alerts") == 1);

  office.load(setup).value();
  office.clock.advance(2h);
  office.drive(uploader);
  CHECK(office.scratch.count("desk_alerts") == 1);
  office.write([](storage::Transaction& tx) { tx.exec(storage::Statement{"test.again", "delete from code_tables"}); });
  office.clock.advance(1min);
  office.drive(uploader);
  CHECK(office.scratch.count("desk_alerts") == 2);  // another time is another word
}

TEST_CASE("D2: what was accepted is not forgotten by a clock that is in doubt") {
  Office office;
  RunningReceiver receiver;
  office.load({office.at(receiver)});
  office.report(office.event(0));
  bool may_forget = false;
  auto parts = office.parts();
  parts.may_forget = [&] { return may_forget; };
  Uploader uploader(parts);
  office.drive(uploader);
  office.clock.advance(400 * 24h);
  office.drive(uploader);
  CHECK(office.states() == std::vector{State::accepted});
  may_forget = true;
  office.clock.advance(1min);
  office.drive(uploader);
  CHECK(office.states().empty());
}

TEST_CASE("G4: an answer that was lost leaves the row unknown, and only a person sends it again") {
  Office office;
  RunningReceiver receiver;
  office.load({office.at(receiver)});
  office.report(office.event(0));
  office.report(office.event(0));
  receiver.mode(ReceiverMode::answer_lost);
  Uploader uploader(office.parts());
  office.drive(uploader);
  CHECK(office.states() == std::vector{State::unknown, State::pending});
  receiver.mode(ReceiverMode::ok);
  for (int i = 0; i < 5; ++i) {
    office.clock.advance(1h);
    office.drive(uploader);
  }
  CHECK(receiver.keys() == keys({1, 2}));  // the next one went on; the first was sent once
  CHECK(office.states() == std::vector{State::unknown, State::accepted});
  office.write(
      [&](storage::Transaction& tx) { uploads::resend(tx, uploads::UploadId{1}, kOperator, office.now()).value(); });
  office.drive(uploader);
  CHECK(receiver.keys() == keys({1, 2, 1}));
  CHECK(office.states() == std::vector{State::accepted, State::accepted});
}

TEST_CASE("G4: a receiver that takes a key once gets the same key again, with growing waits, and has it once") {
  Office office;
  RunningReceiver receiver({.keys_once = true});
  office.load({office.at(receiver, Repeats::idempotent)});
  office.report(office.event(0));
  office.report(office.event(0));
  Uploader uploader(office.parts());
  for (const auto mode : {ReceiverMode::fail500, ReceiverMode::answer_lost, ReceiverMode::hang}) {
    receiver.mode(mode);
    office.drive(uploader);
    CHECK(office.states() == std::vector{State::pending, State::pending});
    office.clock.advance(1min);
  }
  receiver.mode(ReceiverMode::ok);
  office.drive(uploader);
  office.drive(uploader);
  CHECK(receiver.keys() == keys({1, 2}));
  CHECK(office.states() == std::vector{State::accepted, State::accepted});
  CHECK(office.list({.state = State::accepted}).front().tries == 4);
}

TEST_CASE("G1: a receiver that fails waits by itself and delays no other") {
  Office office;
  RunningReceiver good, bad;
  auto slow = office.at(bad);
  slow.name = "slow";
  office.load({office.at(good), slow});
  bad.mode(ReceiverMode::hang);
  for (int i = 0; i < 3; ++i) office.report(office.event(0));
  Uploader uploader(office.parts());
  const auto begun = std::chrono::steady_clock::now();
  while (good.keys().size() < 3 && std::chrono::steady_clock::now() - begun < 5s) uploader.turn(10ms);
  CHECK(good.keys() == keys({1, 2, 3}));
  CHECK(std::chrono::steady_clock::now() - begun < 900ms);  // the other's time-out is a second
  office.drive(uploader);
  CHECK(office.list({"slow", State::unknown}).size() == 1);
  office.drive(uploader);
  CHECK(office.list({"slow", State::pending}).size() == 2);  // it pauses
}

TEST_CASE("a receiver that turns the sender away loses nothing; one that refuses says why") {
  Office office;
  RunningReceiver receiver;
  office.load({office.at(receiver)});
  office.report(office.event(0));
  Uploader uploader(office.parts());
  receiver.mode(ReceiverMode::stranger);
  office.drive(uploader);
  CHECK(office.states() == std::vector{State::pending});
  office.clock.advance(1min);
  receiver.mode(ReceiverMode::refuse);
  office.drive(uploader);
  const auto rejected = office.list({.state = State::rejected});
  REQUIRE(rejected.size() == 1);
  CHECK(rejected[0].answer.find("电梯未备案") != std::string::npos);
  receiver.mode(ReceiverMode::ok);
  office.report(office.event(0));
  office.drive(uploader);
  CHECK(receiver.keys() == keys({2}));
}

TEST_CASE("B13: a database that is out of reach is tried after growing waits") {
  Office office;
  RunningReceiver receiver;
  office.load({office.at(receiver)});
  office.report(office.event(0));
  const auto reached = office.scratch.open({.busy_timeout = 1ms, .clock = &office.clock});
  std::atomic<int> refused = 0;
  reached->measure_with({[](auto) {}, [](auto, auto) {}, [&] { ++refused; }});
  Uploader uploader(
      {*reached, office.clock, office.clock, office.metrics, "w", [] { return true; }, [] { return 0.5; }});
  std::optional<storage::Transaction> held(office.database->begin());
  const auto begun = std::chrono::steady_clock::now();
  const std::jthread thread([&](const std::stop_token& stop) { uploader.run(stop); });
  while (refused < 3) std::this_thread::yield();
  CHECK(std::chrono::steady_clock::now() - begun >= 300ms);  // 100 and 200 ms between them
  held.reset();
  while (receiver.keys().empty() && std::chrono::steady_clock::now() - begun < 10s) std::this_thread::yield();
  CHECK(receiver.keys() == keys({1}));
}

TEST_CASE("B6: a gateway that may not act sends nothing, and gives its claims back") {
  Office office;
  RunningReceiver receiver;
  office.load({office.at(receiver)});
  office.report(office.event(0));
  office.may_act = false;
  Uploader uploader(office.parts());
  for (int i = 0; i < 5; ++i) office.drive(uploader);
  CHECK(receiver.keys().empty());
  CHECK(office.states() == std::vector{State::pending});
  office.may_act = true;
  office.drive(uploader);
  CHECK(receiver.keys() == keys({1}));
}

TEST_CASE("G7: an uploader that ends while it sends leaves its rows to the next, who does not guess") {
  for (const auto repeats : {Repeats::unknown, Repeats::idempotent}) {
    INFO(static_cast<int>(repeats));
    Office office;
    RunningReceiver receiver({.keys_once = true});
    office.load({office.at(receiver, repeats)});
    office.report(office.event(0));
    receiver.mode(ReceiverMode::hang);
    {
      Uploader killed(office.parts("first"));
      killed.turn(50ms);
      CHECK(office.states() == std::vector{State::claimed});
    }
    receiver.mode(ReceiverMode::ok);
    Uploader next(office.parts("second"));
    next.turn(0ms);
    CHECK(office.states() == std::vector{State::claimed});
    office.clock.advance(1min);
    next.turn(0ms);
    office.drive(next);
    const bool again = repeats == Repeats::idempotent;
    CHECK(office.states() == std::vector{again ? State::accepted : State::unknown});
    CHECK(receiver.keys().size() == (again ? 1 : 0));
  }
}

TEST_CASE("the rate is kept by all gateways together") {
  Office office;
  RunningReceiver receiver;
  auto slow = office.at(receiver);
  slow.per_second = 2;
  office.load({slow});
  for (int i = 0; i < 5; ++i) office.report(office.event(0));
  Uploader one(office.parts("one")), two(office.parts("two"));
  const auto drive_both = [&] {
    for (int i = 0; i < 3; ++i) {
      office.drive(one);
      office.drive(two);
    }
  };
  drive_both();
  CHECK(receiver.keys() == keys({1, 2}));
  office.clock.advance(1s);
  drive_both();
  CHECK(receiver.keys() == keys({1, 2, 3, 4}));
}

TEST_CASE("the token is read from its file for every sending; without one nothing leaves") {
  Office office;
  RunningReceiver receiver({.token = "secret"});
  auto to = office.at(receiver);
  const auto file = office.scratch.folder() / "token";
  to.token_file = file.string();
  office.load({to});
  office.report(office.event(0));
  Uploader uploader(office.parts());
  office.drive(uploader);
  CHECK(office.states() == std::vector{State::pending});
  CHECK(office.list().front().answer.find("no token") != std::string::npos);
  std::ofstream(file) << "secret\n";
  office.clock.advance(1min);
  office.drive(uploader);
  CHECK(receiver.keys() == keys({1}));
}

TEST_CASE("a corrected address is used at once") {
  Office office;
  RunningReceiver receiver;
  auto wrong = office.at(receiver);
  wrong.url = "http://127.0.0.1:1/uploads";
  wrong.back_off = {1h, 1h};
  office.load({wrong});
  office.report(office.event(0));
  Uploader uploader(office.parts());
  office.drive(uploader);
  CHECK(office.states() == std::vector{State::pending});
  office.load({office.at(receiver)});
  office.write([&](storage::Transaction& tx) {
    uploads::settle(tx, uploads::UploadId{1}, {State::rejected, "地址曾有误"}, kOperator, office.now()).value();
    uploads::resend(tx, uploads::UploadId{1}, kOperator, office.now()).value();
  });
  office.clock.advance(3s);
  office.drive(uploader);
  CHECK(receiver.keys() == keys({1}));
}

TEST_CASE("a receiver that is not named any more gets nothing, and what waits for it is kept") {
  Office office;
  RunningReceiver receiver;
  office.load({office.at(receiver)});
  office.report(office.event(0));
  office.load(std::vector<uploads::Receiver>{});
  office.report(office.event(0));
  Uploader uploader(office.parts());
  office.drive(uploader);
  CHECK(receiver.keys().empty());
  CHECK(office.states() == std::vector{State::pending});
  office.load({office.at(receiver)});
  office.clock.advance(3s);
  office.drive(uploader);
  CHECK(receiver.keys() == keys({1}));
}
