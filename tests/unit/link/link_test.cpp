// Each rule of the link in virtual time, against a backlog that is a plain list.
#include <sstream>

#include <catch2/catch.hpp>

#include "firmware/link/link.hpp"
#include "tests/unit/link/plain_backlog.hpp"

using namespace liftguard;
using namespace liftguard::link;
using namespace std::chrono_literals;
using liftguard::test::PlainBacklog;

namespace {

struct Bench {
  explicit Bench(Options options = {}) : link(options, backlog) {}

  // The actions as words: "connect", "A1" for a Send of alarm 1, "aside E3", ...
  std::string tell(const Event& event) {
    std::ostringstream out;
    for (const auto& action : link.step(event, now)) {
      if (out.tellp() > 0) out << ' ';
      std::visit([&](const auto& one) { write(out, one); }, action);
    }
    return out.str();
  }
  std::string at(std::chrono::microseconds when) {
    now = SteadyTime{when};
    return tell(TimeCame{});
  }
  void append(Lane lane, std::uint64_t first, std::uint64_t last) {
    for (auto seq = first; seq <= last; ++seq) backlog.waiting.insert({1, lane, seq});
  }
  void confirm(Lane lane, std::uint64_t seq) { backlog.waiting.erase({1, lane, seq}); }

  // Online at `when` with nothing to send.
  void go_online(std::chrono::microseconds when = 0s) {
    at(when);
    tell(Connected{});
  }
  void acknowledge(Lane lane, std::uint64_t seq) { tell(Acknowledged{{1, lane, seq}}); }

  PlainBacklog backlog;
  SteadyTime now{};
  Link link;

 private:
  static void write(std::ostream& out, const Connect&) { out << "connect"; }
  static void write(std::ostream& out, const Subscribe&) { out << "subscribe"; }
  static void write(std::ostream& out, const SendBirth&) { out << "birth"; }
  static void write(std::ostream& out, const SendHeartbeat&) { out << "heartbeat"; }
  static void write(std::ostream& out, const Send& send) { out << name(send.key); }
  static void write(std::ostream& out, const SetAside& aside) { out << "aside " << name(aside.key); }
  static std::string name(const RecordKey& key) {
    return "AEB"[static_cast<std::size_t>(key.lane)] + std::to_string(key.seq);
  }
};

constexpr auto kMs = 1ms;

}  // namespace

TEST_CASE("the start connects; connected means subscribe, birth, what waits by priority, heartbeat") {
  Bench bench;
  bench.append(Lane::bulk, 1, 1);
  bench.append(Lane::event, 1, 1);
  CHECK(bench.at(0s) == "connect");
  CHECK(bench.tell(Connected{}) == "subscribe birth E1 B1 heartbeat");
}

TEST_CASE("nothing is sent and nothing spins while a connection is being made") {
  Bench bench;
  bench.append(Lane::alarm, 1, 3);
  CHECK(bench.at(0s) == "connect");
  CHECK(bench.tell(Appended{Lane::alarm}) == "");
  CHECK(bench.link.wake_at() == SteadyTime{20s});  // for any answer to the connect
  bench.at(20s - kMs);
  CHECK(bench.link.wake_at() == SteadyTime{20s});
  bench.at(20s);
  CHECK(bench.link.wake_at() < SteadyTime{21s});
}

TEST_CASE("an unconfirmed alarm is sent again after 1, 2, 4, 8, 15, 15 s, to the millisecond") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::alarm, 1, 1);
  CHECK(bench.tell(Appended{Lane::alarm}) == "A1");
  std::chrono::microseconds due = 0s;
  for (const auto wait : {1s, 2s, 4s, 8s, 15s, 15s}) {
    bench.acknowledge(Lane::alarm, 1);
    INFO("after " << due.count() << " us");
    CHECK(bench.at(due + wait - kMs).find("A1") == std::string::npos);
    CHECK(bench.at(due + wait).find("A1") != std::string::npos);
    due += wait;
  }
}

TEST_CASE("a confirmed alarm is not sent again") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::alarm, 1, 1);
  bench.tell(Appended{Lane::alarm});
  bench.confirm(Lane::alarm, 1);
  bench.tell(Confirmed{});
  for (auto t = 1s; t < 19s; t += 1s) CHECK(bench.at(t) == "");
}

TEST_CASE("everything unconfirmed goes out at once on a new connection, timers anew") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::alarm, 1, 2);
  bench.tell(Appended{Lane::alarm});
  bench.at(3s);
  bench.tell(ConnectionEnded{});
  CHECK(bench.link.wake_at() <= SteadyTime{4s});
  CHECK(bench.at(4s) == "connect");
  CHECK(bench.tell(Connected{}) == "subscribe birth A1 A2 heartbeat");
  CHECK(bench.at(5s).find("A1 A2") == 0);
}

TEST_CASE("A3: what goes on a new path takes the elder ones along until something on it was confirmed") {
  Bench bench;
  bench.append(Lane::alarm, 1, 1);
  bench.append(Lane::event, 1, 3);
  bench.at(0s);
  CHECK(bench.tell(Connected{}) == "subscribe birth A1 E1 heartbeat");  // both thrown away by an empty broker
  CHECK(bench.at(1s) == "A1");
  bench.confirm(Lane::alarm, 1);
  CHECK(bench.tell(Confirmed{}) == "E1 E2 E3");  // E1's own timer has four more seconds
  CHECK(bench.at(5s - kMs) == "");
  CHECK(bench.at(5s) == "E1");  // and runs on; a fresh sending of the eldest needs nobody
  bench.confirm(Lane::event, 1);
  CHECK(bench.tell(Confirmed{}) == "");
  bench.append(Lane::event, 4, 4);
  CHECK(bench.tell(Appended{Lane::event}) == "E2 E3 E4");  // went before the sending of E1 that is known to arrive
}

TEST_CASE("A3: a path that has proved itself needs no repetitions, and a gateway's new start is a new path") {
  Bench bench;
  bench.go_online();
  bench.tell(GatewayStarted{7});
  bench.append(Lane::event, 1, 2);
  CHECK(bench.tell(Appended{Lane::event}) == "E1 E2");
  bench.confirm(Lane::event, 1);
  bench.tell(Confirmed{});
  bench.append(Lane::event, 3, 3);
  CHECK(bench.tell(Appended{Lane::event}) == "E3");
  CHECK(bench.tell(GatewayStarted{8}) == "E2 E3");
  bench.append(Lane::event, 4, 4);
  CHECK(bench.tell(Appended{Lane::event}) == "E2 E3 E4");
}

TEST_CASE("B5: a gateway that announces a new start gets everything unconfirmed at once, over the same connection") {
  Bench bench;
  bench.go_online();
  CHECK(bench.tell(GatewayStarted{7}) == "");  // the retained announcement of a running gateway
  bench.append(Lane::alarm, 1, 1);
  bench.append(Lane::event, 1, 1);
  bench.tell(Appended{Lane::alarm});
  bench.acknowledge(Lane::alarm, 1);
  for (const auto t : {1s, 3s, 7s, 15s}) bench.at(t), bench.acknowledge(Lane::alarm, 1);
  CHECK(bench.at(18s).find("A1") == std::string::npos);
  CHECK(bench.tell(GatewayStarted{7}) == "");  // the same again, after a subscription
  CHECK(bench.tell(GatewayStarted{8}) == "A1 E1");
  CHECK(bench.at(19s).find("A1") == 0);  // and after 1 s again
}

TEST_CASE("A4: no acknowledgement of an alarm for 15 s makes a new connection, not a moment sooner") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::alarm, 1, 1);
  bench.tell(Appended{Lane::alarm});
  for (const auto t : {1s, 3s, 7s}) CHECK(bench.at(t) == "A1");
  CHECK(bench.at(15s - kMs) == "");
  CHECK(bench.link.wake_at() == SteadyTime{15s});
  CHECK(bench.at(15s) == "connect");
}

TEST_CASE("a broker that acknowledges while nothing is confirmed gets a new connection after 60 s, then 120 s") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::alarm, 1, 1);
  bench.tell(Appended{Lane::alarm});
  const auto live_until_connect = [&](std::chrono::seconds from) {
    for (auto t = from;; t += 1s) {
      const auto said = bench.at(t);
      if (said.find("connect") != std::string::npos) return t;
      bench.acknowledge(Lane::alarm, 1);
      REQUIRE(t < 1'000s);
    }
  };
  CHECK(live_until_connect(1s) == 60s);
  bench.tell(Connected{});
  CHECK(live_until_connect(61s) == 180s);
}

TEST_CASE("A12: sent but unconfirmed for 15 s is said at once, and its end too") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::alarm, 1, 1);
  bench.at(1s);
  bench.tell(Appended{Lane::alarm});
  for (const auto t : {2s, 4s, 8s}) bench.at(t), bench.acknowledge(Lane::alarm, 1);
  CHECK(bench.link.status(SteadyTime{16s - kMs}).sent_unconfirmed == 0);
  CHECK(bench.at(16s - kMs) == "");
  CHECK(bench.at(16s) == "A1 heartbeat");
  CHECK(bench.link.status(bench.now).sent_unconfirmed == 1);
  CHECK(bench.link.status(bench.now).oldest_unconfirmed == 15s);
  bench.at(17s);
  bench.confirm(Lane::alarm, 1);
  CHECK(bench.tell(Confirmed{}) == "heartbeat");
  CHECK(bench.link.status(bench.now).sent_unconfirmed == 0);
}

TEST_CASE("heartbeats come at their interval while online and not else") {
  Bench bench;
  bench.go_online();
  CHECK(bench.at(20s - kMs) == "");
  CHECK(bench.link.wake_at() == SteadyTime{20s});
  CHECK(bench.at(20s) == "heartbeat");
  CHECK(bench.at(39s) == "");
  CHECK(bench.at(40s) == "heartbeat");
  bench.tell(ConnectionEnded{});
  CHECK(bench.link.status(bench.now).online == false);
}

TEST_CASE("events and bulk have few in the air; confirmations let the next go") {
  Bench bench;
  bench.append(Lane::event, 1, 20);
  bench.append(Lane::bulk, 1, 20);
  bench.at(0s);
  CHECK(bench.tell(Connected{}) == "subscribe birth E1 E2 E3 E4 B1 B2 B3 B4 B5 B6 heartbeat");
  bench.confirm(Lane::event, 1);
  bench.confirm(Lane::event, 3);
  bench.confirm(Lane::bulk, 2);
  CHECK(bench.tell(Confirmed{}) == "E5 E6 B1 B7");  // B1 went before B2, which came through: it did not
}

TEST_CASE("A6: while an alarm is in the air events trickle and bulk rests") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::bulk, 1, 1);
  CHECK(bench.tell(Appended{Lane::bulk}) == "B1");
  bench.append(Lane::alarm, 1, 1);
  bench.append(Lane::event, 1, 5);
  bench.append(Lane::bulk, 2, 5);
  CHECK(bench.tell(Appended{Lane::alarm}) == "A1 E1");
  CHECK(bench.at(2s) == "A1");
  bench.confirm(Lane::event, 1);
  CHECK(bench.tell(Confirmed{}) == "E2");
  bench.confirm(Lane::alarm, 1);
  CHECK(bench.tell(Confirmed{}) == "E3 E4 E5 B1 B2 B3 B4 B5");
}

TEST_CASE("an alarm that is never confirmed starves no lane for ever, and the link does not spin over it") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::alarm, 1, 1);
  bench.append(Lane::event, 1, 40);
  bench.append(Lane::bulk, 1, 20);
  std::map<char, std::chrono::microseconds> first;
  std::string said = bench.tell(Appended{Lane::alarm});
  for (int wakes = 0; bench.backlog.waiting.size() > 1; ++wakes) {
    REQUIRE(wakes < 1'000);
    REQUIRE(bench.now < SteadyTime{15min});
    std::istringstream words(said);
    for (std::string word; words >> word;) {
      if (word == "connect") bench.tell(Connected{});
      if (word[0] == 'A') bench.acknowledge(Lane::alarm, 1);
      if (word[0] != 'E' && word[0] != 'B') continue;
      first.try_emplace(word[0], bench.now.time_since_epoch());
      bench.confirm(word[0] == 'E' ? Lane::event : Lane::bulk, std::stoull(word.substr(1)));
    }
    said = bench.tell(Confirmed{});
    if (said.empty()) {
      CHECK(bench.link.wake_at() > bench.now);
      bench.now = bench.link.wake_at();
      said = bench.tell(TimeCame{});
    }
  }
  CHECK(first['E'] == 0s);
  CHECK(first['B'] == 15s);  // until then the line is the alarm's
}

TEST_CASE("A3: a backlog of alarms goes before events, within its window") {
  Bench bench;
  bench.append(Lane::alarm, 1, 40);
  bench.append(Lane::event, 1, 2);
  bench.at(0s);
  const auto said = bench.tell(Connected{});
  CHECK(said.find("A1 A2") != std::string::npos);
  CHECK(said.find("A8 E1") != std::string::npos);
  CHECK(said.find("A9") == std::string::npos);
}

TEST_CASE("A11: an alarm that fails while younger ones get through is set aside, sent seldom, and blocks nothing") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::alarm, 1, 1);
  bench.tell(Appended{Lane::alarm});
  std::uint64_t next = 2;
  std::string all;
  for (auto t = 1s; t <= 120s; t += 1s) {
    bench.append(Lane::alarm, next, next);
    all += bench.tell(Appended{Lane::alarm}) + " ";
    bench.confirm(Lane::alarm, next++);
    bench.tell(Confirmed{});
    all += bench.at(t) + " ";
    bench.acknowledge(Lane::alarm, 1);
  }
  CHECK(all.find("aside A1") != std::string::npos);
  CHECK(bench.link.status(bench.now).set_aside == 1);
  bench.append(Lane::event, 1, 3);
  CHECK(bench.tell(Appended{Lane::event}) == "E1 E2 E3");  // no alarm is in the air any more
  std::size_t again = 0;
  for (auto t = 121s; t <= 121s + 10min; t += 1s) again += bench.at(t).find("A1") != std::string::npos ? 1U : 0U;
  CHECK(again >= 9);
  CHECK(again <= 11);
}

TEST_CASE("A11: eight sendings must be overtaken, each by something that was sent after it") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::event, 1, 1);
  bench.tell(Appended{Lane::event});
  std::uint64_t next = 2;
  std::size_t sendings = 1;
  std::string said;
  while (said.find("aside") == std::string::npos) {
    REQUIRE(bench.now < SteadyTime{1h});
    for (int i = 0; i < 3; ++i) {  // three overtake one sending: that is one failure
      bench.append(Lane::event, next, next);
      if (bench.tell(Appended{Lane::event}).find("E1 ") == 0) ++sendings;
      bench.confirm(Lane::event, next++);
      bench.tell(Confirmed{});
    }
    bench.now = bench.link.wake_at();
    said = bench.tell(TimeCame{});
    if (said.find("E1") == 0) ++sendings;
  }
  CHECK(sendings == 10);  // E2 took it along before it overtook it; found hopeless at the next after the eighth failure
}

TEST_CASE("A11: an event that is refused for good is set aside after five tries") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::event, 1, 1);
  std::string all = bench.tell(Appended{Lane::event}) + " ";
  while (bench.now < SteadyTime{5min}) {
    bench.tell(SendFailed{{1, Lane::event, 1}, true});
    bench.now = bench.link.wake_at();
    all += bench.tell(TimeCame{}) + " ";
  }
  CHECK(all.find("aside E1") != std::string::npos);
  CHECK(bench.link.status(bench.now).set_aside == 1);
}

TEST_CASE("A12: refusals that may pass, and long outages, set nothing aside") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::alarm, 1, 3);
  std::string all = bench.tell(Appended{Lane::alarm});
  for (auto t = 1s; t <= 1h; t += 1s) {
    const auto said = bench.at(t);
    all += said;
    if (said.find("connect") != std::string::npos) all += bench.tell(Connected{});
    for (std::uint64_t seq = 1; seq <= 3; ++seq) bench.acknowledge(Lane::alarm, seq);
  }
  CHECK(all.find("aside") == std::string::npos);
}

TEST_CASE("a full client queue postpones by a second and counts as no try") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::alarm, 1, 1);
  CHECK(bench.tell(Appended{Lane::alarm}) == "A1");
  for (auto t = 1s; t <= 10s; t += 1s) {
    bench.tell(SendFailed{{1, Lane::alarm, 1}, false});
    CHECK(bench.at(t - kMs) == "");
    CHECK(bench.at(t) == "A1");
  }
}

TEST_CASE("back-off: full jitter below 1, 2, 4 ... 120 s; below 15 s while an alarm waits") {
  for (const bool alarm : {false, true}) {
    std::chrono::microseconds most{0}, sum{0};
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
      Options options;
      options.seed = seed;
      Bench bench(options);
      if (alarm) bench.append(Lane::alarm, 1, 1);
      bench.at(0s);
      std::chrono::microseconds bound = 1s;
      for (int failure = 0; failure < 12; ++failure) {
        bench.tell(ConnectionEnded{});
        const auto wait = bench.link.wake_at() - bench.now;
        CHECK(wait < std::min<std::chrono::microseconds>(bound, alarm ? 15s : 120s));
        most = std::max(most, wait);
        sum += wait;
        bound *= 2;
        bench.now = bench.link.wake_at();
        CHECK(bench.tell(TimeCame{}) == "connect");
      }
    }
    CHECK(most > (alarm ? 14s : 110s));  // the whole range is used
    CHECK(sum / 2'400 > (alarm ? 4s : 20s));
  }
}

TEST_CASE("an alarm that comes while the link waits makes it try within a second") {
  Bench bench;
  bench.at(0s);
  for (int failure = 0; failure < 12; ++failure) {
    bench.tell(ConnectionEnded{});
    if (bench.link.wake_at() - bench.now > 10s) break;
    bench.now = bench.link.wake_at();
    bench.tell(TimeCame{});
  }
  REQUIRE(bench.link.wake_at() - bench.now > 10s);
  bench.append(Lane::alarm, 1, 1);
  bench.tell(Appended{Lane::alarm});
  CHECK(bench.link.wake_at() - bench.now <= 1s);
}

TEST_CASE("B16: marks that were reset make the link look through the whole backlog again") {
  Bench bench;
  bench.go_online();
  bench.append(Lane::alarm, 1, 3);
  bench.tell(Appended{Lane::alarm});
  for (std::uint64_t seq = 1; seq <= 3; ++seq) bench.confirm(Lane::alarm, seq);
  bench.tell(Confirmed{});
  bench.append(Lane::alarm, 2, 3);  // the new database lacks these
  CHECK(bench.tell(MarksReset{}) == "A2 A3");
}
