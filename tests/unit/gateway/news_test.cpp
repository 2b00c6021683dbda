// What boxes are told of the rescue of those in their cars, and what these answer: without a broker, in virtual time.
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "common/dispatch/taps.hpp"
#include "common/dispatch/views.hpp"
#include "common/wire/topics.hpp"
#include "gateway/ingest/store.hpp"
#include "gateway/ingest/writer.hpp"
#include "gateway/news/herald.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;
using rescue::Step;
using wire::RescueStep;

namespace {

constexpr news::BoxSession kFirst{5, 1};
constexpr news::BoxSession kSecond{5, 2};

struct Running : Town {
  void take(const Incoming& message) {
    intake.offer(message.origin, message.topic, message.payload);
    REQUIRE(writer.turn(0ms) == 1);
    writer.turn(0ms);  // presence is written by itself
  }
  void take(const wire::Envelope& envelope) { take(incoming(envelope)); }
  void state(decltype(wire::State::presence) presence) {
    const auto bytes = wire::encode(wire::State{kMonitor, std::move(presence)});
    take(incoming(kMonitor, wire::state_topic(kMonitor), {bytes.begin(), bytes.end()}));
  }
  void born(std::uint64_t session) {
    wire::Birth birth;
    birth.at.boot = box.boot;
    birth.journal = box.journal;
    birth.session = session;
    state(birth);
  }
  void tap(Step step) {
    auto tx = database->begin();
    dispatch::Tap wanted{.order = order(), .step = step, .actor = {AccountId{7}, "王伟", ""}, .at = clock.utc_now()};
    if (step == Step::rescued) wanted.closing = dispatch::Closing{};
    REQUIRE(dispatch::tap(tx, wanted, clock.utc_now()).has_value());
    tx.commit();
  }
  void back() {
    auto tx = database->begin();
    REQUIRE(dispatch::step_back(
                tx, {.order = order(), .actor = {AccountId{7}, "王伟", ""}, .at = clock.utc_now(), .reason = "误点"},
                clock.utc_now())
                .has_value());
    tx.commit();
  }
  [[nodiscard]] OrderId order() const { return OrderId{std::stoll(text("select max(id) from orders"))}; }

  // The steps that leave at one look.
  std::vector<RescueStep> told() {
    sent.clear();
    herald->step();
    std::vector<RescueStep> steps;
    for (const auto& news : sent) steps.push_back(news.step);
    return steps;
  }
  void restart() { herald.emplace(*database, clock, outputs_of()); }

  news::HeraldOutputs outputs_of() {
    return {[this](std::string_view) { return serves; },
            [](storage::Session& session, std::string_view monitor) -> std::optional<news::BoxSession> {
              const auto row = find_presence(session, monitor);
              if (!row || row->state != Presence::online) return std::nullopt;
              return news::BoxSession{row->boot, row->session};
            },
            [this](const std::string& monitor, const wire::Down& down) {
              CHECK(monitor == kMonitor);
              if (takes) sent.push_back(std::get<wire::RescueNews>(down));
              return takes;
            },
            [this] { return takings; }};
  }

  Box box;
  const FaultPoints faults;
  Intake intake;
  int orders_changed = 0;
  const WriterOutputs outputs{[](const auto&) {}, [](const auto&, UtcTime) {}, [this] { ++orders_changed; }};
  Writer writer{{*database, clock, clock, intake, outputs, faults}};

  bool serves = true;
  bool takes = true;
  std::uint64_t takings = 0;
  std::vector<wire::RescueNews> sent;
  std::optional<news::Herald> herald{std::in_place, *database, clock, outputs_of()};
};

using Steps = std::vector<RescueStep>;

}  // namespace

TEST_CASE("what is told: the step that stands, once in a session of the box, to a box that is there") {
  struct Case {
    std::optional<Step> stands;
    std::optional<news::BoxSession> there;
    std::optional<news::Told> told;
    std::optional<Step> expected;
  };
  for (const auto& c : {
           Case{{}, kFirst, {}, {}},
           Case{Step::dispatched, {}, {}, {}},
           Case{Step::dispatched, kFirst, {}, Step::dispatched},
           Case{Step::dispatched, kFirst, news::Told{Step::dispatched, kFirst}, {}},
           Case{Step::accepted, kFirst, news::Told{Step::dispatched, kFirst}, Step::accepted},
           Case{Step::arrived, kFirst, news::Told{Step::dispatched, kFirst}, Step::arrived},
           Case{Step::accepted, kFirst, news::Told{Step::arrived, kFirst}, Step::accepted},  // taken back
           Case{Step::accepted, kSecond, news::Told{Step::accepted, kFirst}, Step::accepted},
           Case{Step::accepted, news::BoxSession{6, 1}, news::Told{Step::accepted, kFirst}, Step::accepted},
           Case{Step::received, kFirst, {}, {}},
           Case{Step::rescued, kFirst, news::Told{Step::arrived, kFirst}, {}},
       }) {
    const auto help = c.stands ? std::optional(rescue::Help{*c.stands, kStart}) : std::nullopt;
    CAPTURE(static_cast<int>(c.stands.value_or(Step{})), c.there.has_value(), c.told.has_value());
    CHECK(news::step_to_tell(help, c.there, c.told) == c.expected);
  }
}

TEST_CASE("RS-2: dispatched, accepted, arrived are told once each, with their time and an end; 救出 is not") {
  Running town;
  town.born(1);
  CHECK(town.told().empty());
  town.take(town.box.trapped(1, 3));
  CHECK(town.told() == Steps{RescueStep::dispatched});
  CHECK(town.sent[0] ==
        wire::RescueNews{town.box.journal, 3, RescueStep::dispatched, kStart, kStart + news::kNewsHolds});
  CHECK(town.told().empty());
  town.clock.advance(60s);
  town.tap(Step::accepted);
  CHECK(town.told() == Steps{RescueStep::accepted});
  CHECK(town.sent[0].at == kStart + 60s);
  town.tap(Step::arrived);
  CHECK(town.told() == Steps{RescueStep::arrived});
  town.tap(Step::rescued);
  CHECK(town.told().empty());
}

TEST_CASE("a step that was taken back before it could be told is not told; afterwards what is true again is") {
  Running town;
  town.born(1);
  town.take(town.box.trapped(1));
  CHECK(town.told() == Steps{RescueStep::dispatched});
  town.tap(Step::accepted);
  town.back();
  CHECK(town.told().empty());
  town.tap(Step::accepted);
  CHECK(town.told() == Steps{RescueStep::accepted});
  town.back();
  CHECK(town.told() == Steps{RescueStep::dispatched});
  town.tap(Step::accepted);
  CHECK(town.told() == Steps{RescueStep::accepted});
}

TEST_CASE("a box that was away is told what holds when it comes back, and again after every reconnection") {
  Running town;
  town.take(town.box.trapped(1));
  CHECK(town.told().empty());
  town.tap(Step::accepted);
  CHECK(town.told().empty());
  town.born(1);
  CHECK(town.told() == Steps{RescueStep::accepted});
  town.state(wire::Will{town.box.boot, 1});
  CHECK(town.told().empty());
  town.born(2);
  CHECK(town.told() == Steps{RescueStep::accepted});
  town.born(2);  // retained: as it comes again when the gateway subscribes
  CHECK(town.told().empty());
}

TEST_CASE("when the episode has ended, or the order is closed, a box that comes back is told nothing") {
  for (const bool recovered : {true, false}) {
    Running town;
    town.born(1);
    town.take(town.box.trapped(1));
    if (recovered) {
      town.take(town.box.recovered(2));
    } else {
      for (const Step step : {Step::accepted, Step::arrived, Step::rescued}) town.tap(step);
    }
    town.born(2);
    CHECK(town.told().empty());
  }
}

TEST_CASE("a gateway that starts anew repeats nothing, and tells what happened while none ran") {
  Running town;
  town.born(1);
  town.take(town.box.trapped(1));
  CHECK(town.told() == Steps{RescueStep::dispatched});
  town.restart();
  CHECK(town.told().empty());
  town.tap(Step::accepted);
  town.restart();
  CHECK(town.told() == Steps{RescueStep::accepted});
}

TEST_CASE("what nobody could take is told at the next look; other gateways' boxes are left alone") {
  Running town;
  town.born(1);
  town.take(town.box.trapped(1));
  town.takes = false;
  CHECK(town.told().empty());
  town.takes = true;
  CHECK(town.told() == Steps{RescueStep::dispatched});
  town.serves = false;
  town.tap(Step::accepted);
  CHECK(town.told().empty());
}

TEST_CASE("B6: of a slot that is taken up, the news is told that nobody told before") {
  Running town;
  town.born(1);
  town.take(town.box.trapped(1));
  town.serves = false;  // it is another gateway's, which dies now
  CHECK(town.told().empty());
  town.serves = true;
  CHECK(town.told().empty());  // nothing has changed
  ++town.takings;
  CHECK(town.told() == Steps{RescueStep::dispatched});
  ++town.takings;
  CHECK(town.told().empty());
}

TEST_CASE(
    "a passengers' answer comes by the alarm lane to its order, rings once when somebody is hurt, and is no alarm") {
  Running town;
  town.take(town.box.trapped(1, 3));
  const auto alerts = town.count("desk_alerts");
  wire::PassengerAnswerBody body;
  body.at = {kStart + 30s, wire::TimeQuality::synchronised, 31'000'000, town.box.boot};
  body.journal = town.box.journal;
  body.episode = 3;
  body.question = wire::PassengerQuestion::anyone_hurt;
  body.reply = wire::PassengerReply::no;
  town.clock.advance(31s);
  const int before = town.orders_changed;
  town.take(town.box.envelope(Lane::alarm, 2, body, kStart + 31s));
  CHECK(town.orders_changed == before + 1);
  CHECK(town.count("desk_alerts") == alerts);
  body.reply = wire::PassengerReply::yes;
  const auto hurt = town.box.envelope(Lane::alarm, 3, body, kStart + 31s);
  town.take(hurt);
  town.take(hurt);  // a resend
  CHECK(town.count("desk_alerts") == alerts + 1);
  CHECK(town.count("alarms") == 1);

  auto session = town.database->read();
  const auto detail = dispatch::order_detail(session, town.order(), {}, town.clock.utc_now());
  std::vector<std::string> answers;
  for (const auto& entry : detail.value().timeline)
    if (entry.what == rescue::What::passenger_answered) answers.push_back(entry.text_zh);
  CHECK(answers == std::vector<std::string>{"车内乘客回答（是否有人受伤）：否", "车内乘客回答（是否有人受伤）：是"});
  CHECK(detail->timeline.back().at == kStart + 30s);
}
