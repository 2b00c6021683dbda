// Live updates over real sockets: quick, resumed, scoped, cut off when they must be.
#include <thread>

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "platform/accounts/store.hpp"
#include "tests/unit/platform/running_platform.hpp"

using namespace liftguard;
using namespace liftguard::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::string_view kEnd = "\n\n";

// The next event that is no comment; empty when none comes.
std::string next_event(Socket& stream, std::chrono::milliseconds patience = 3s) {
  for (;;) {
    const std::string text = stream.read_until(kEnd, patience);
    if (!text.starts_with(":")) return text;
  }
}

std::string line_of(const std::string& event, std::string_view field) {
  const std::string start = std::string(field) + ": ";
  const auto at = event.find(start);
  if (at == std::string::npos) return {};
  return event.substr(at + start.size(), event.find('\n', at) - at - start.size());
}

// The head of the answer and the hello event.
std::string greeting(Socket& stream) {
  const std::string head = stream.read_until("\r\n\r\n", 3s);
  CHECK(head.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(head.find("Content-Type: text/event-stream\r\n") != std::string::npos);
  CHECK(head.find("Cache-Control: no-store\r\n") != std::string::npos);
  return next_event(stream);
}

}  // namespace

TEST_CASE("a committed order is on the stream within 300 ms, as the list would show it") {
  RunningPlatform platform;
  Person desk(platform, "zuoxi01");
  const auto stream = desk.open_live();
  CHECK(line_of(greeting(*stream), "event") == "hello");
  std::vector<double> waits;
  for (int i = 0; i < 2; ++i) {
    const OrderId order = platform.trap(i + 1);
    const auto committed = Clock::now();
    std::string event;
    do {
      event = next_event(*stream);
    } while (!event.empty() && event.find("\"order_id\":\"" + to_string(order)) == std::string::npos);
    waits.push_back(std::chrono::duration<double, std::milli>(Clock::now() - committed).count());
    REQUIRE_FALSE(event.empty());
    CHECK(line_of(event, "event") == "change");
    const auto data = boost::json::parse(line_of(event, "data")).as_object();
    CHECK(std::to_string(data.at("seq").as_int64()) == line_of(event, "id"));
    for (const auto& fault : openapi().faults_of("LiveChange", line_of(event, "data"))) FAIL_CHECK(fault);
    CHECK(data.at("order").at("state").as_string() == "dispatched");
  }
  for (const double wait : waits) CHECK(wait < 300);
}

TEST_CASE("a reader that comes back gets what it missed, in order") {
  RunningPlatform platform;
  Person desk(platform, "zuoxi01");
  std::string last;
  {
    const auto stream = desk.open_live();
    last = line_of(greeting(*stream), "id");
  }
  platform.trap(1);
  platform.trap(2);
  std::this_thread::sleep_for(200ms);
  const auto stream = desk.open_live({{"Last-Event-ID", last}});
  static_cast<void>(stream->read_until("\r\n\r\n", 3s));
  std::int64_t before = std::stoll(last);
  int changes = 0;
  for (;;) {
    const std::string event = next_event(*stream);
    REQUIRE_FALSE(event.empty());
    if (line_of(event, "event") == "hello") break;
    CHECK(line_of(event, "event") == "change");
    CHECK(std::stoll(line_of(event, "id")) > before);
    before = std::stoll(line_of(event, "id"));
    ++changes;
  }
  CHECK(changes >= 2);

  const auto lost = desk.open_live({{"Last-Event-ID", "999999"}});
  static_cast<void>(lost->read_until("\r\n\r\n", 3s));
  CHECK(line_of(next_event(*lost), "event") == "resync");
}

TEST_CASE("what was missed over a restart of the server is still at hand") {
  RunningPlatform platform;
  platform.trap(1);
  platform.trap(2);
  std::int64_t start = 0;
  std::int64_t newest = 0;
  {
    auto session = platform.database().read();
    start = live::first_change_to_remember(session);
    newest = storage::newest_change(session);
  }
  live::Hub hub(start, {});  // of the server that comes after
  const SystemSteadyClock steady;
  const AnchoredCivilClock clock(steady, platform.now());
  live::Feed feed(platform.database(), clock, hub, start);
  CHECK(feed.step() > 0);
  CHECK(feed.step() == 0);
  CHECK(hub.newest() == newest);
  const auto stream = hub.subscribe({AccountId{1}, dispatch::Scope{}, "token"}, 0, platform.now());
  const auto messages = stream->take();
  REQUIRE(messages.size() > 2);
  CHECK(line_of(*messages.front(), "event") == "change");
  CHECK(line_of(*messages.back(), "event") == "hello");
}

TEST_CASE("H2: another unit's orders and the desk's alerts do not reach a crew") {
  RunningPlatform platform;
  Person crew(platform, "crewa01");
  const auto stream = crew.open_live();
  static_cast<void>(greeting(*stream));
  platform.ring();
  const OrderId theirs = platform.trap(2);
  const OrderId ours = platform.trap(1);
  std::string all;
  while (all.find(to_string(ours)) == std::string::npos) {
    const std::string event = next_event(*stream);
    REQUIRE_FALSE(event.empty());
    all += event;
  }
  CHECK(all.find(to_string(theirs)) == std::string::npos);
  CHECK(all.find("desk_alert") == std::string::npos);
}

TEST_CASE("H12: the stream of a cancelled account is cut within 5 s") {
  RunningPlatform platform;
  Person crew(platform, "crewa01");
  const auto stream = crew.open_live();
  static_cast<void>(greeting(*stream));
  {
    auto tx = platform.database().begin();
    accounts::set_state(tx, accounts::find_account(tx, "crewa01")->id, accounts::State::cancelled, {{}, "系统", {}},
                        platform.now());
    tx.commit();
  }
  CHECK(stream->closed_within(5s));
  CHECK(platform.hub().streams() == 0);
}

TEST_CASE("H24: a stream needs a session, in a cookie and nowhere else") {
  RunningPlatform platform;
  Person nobody(platform.port());
  CHECK(nobody.get("/api/v1/live").status == 401);
  Person desk(platform, "zuoxi01");
  CHECK(nobody.get("/api/v1/live?lg_session=" + desk.session).status == 401);
}

TEST_CASE("F9: readers that never read are cut off, and others notice nothing") {
  RunningPlatform platform;
  Person desk(platform, "zuoxi01");
  constexpr int kSleepers = 20;
  std::vector<std::unique_ptr<Socket>> sleepers;
  for (int i = 0; i < kSleepers; ++i) sleepers.push_back(desk.open_live({}, 4096));
  const auto reader = desk.open_live();
  static_cast<void>(greeting(*reader));
  while (platform.hub().streams() < kSleepers + 1) std::this_thread::sleep_for(5ms);

  const std::string large(64 * 1024, 'x');
  double worst = 0;
  for (std::int64_t seq = 1'000'001; seq <= 1'000'040; ++seq) {
    const auto sent = Clock::now();
    platform.hub().publish({seq, {}, std::make_shared<const std::string>(http::format_event("change", seq, large))});
    CHECK(line_of(next_event(*reader), "id") == std::to_string(seq));
    worst = std::max(worst, std::chrono::duration<double, std::milli>(Clock::now() - sent).count());
  }
  CHECK(worst < 300);
  CHECK(platform.hub().streams() == 1);
  for (const auto& sleeper : sleepers) CHECK(sleeper->closed_within(5s));
}

TEST_CASE("a stream outlives its server without harm") {
  RunningPlatform platform;
  Person desk(platform, "zuoxi01");
  std::vector<std::unique_ptr<Socket>> sleepers;
  for (int i = 0; i < 5; ++i) sleepers.push_back(desk.open_live({}, 4096));
  while (platform.hub().streams() < 5) std::this_thread::sleep_for(5ms);
  const auto held = platform.hub().subscribe({AccountId{1}, dispatch::Scope{}, "held"}, std::nullopt, platform.now());
  platform.server().stop(0ms);
  platform.hub().heartbeat();
  CHECK(held->state() == http::EventStream::State::open);
}

TEST_CASE("heartbeats come while nothing happens") {
  PlatformOptions options;
  options.live.heartbeat = 200ms;
  RunningPlatform platform(options);
  Person desk(platform, "zuoxi01");
  const auto stream = desk.open_live();
  static_cast<void>(greeting(*stream));
  CHECK(stream->read_until(kEnd, 2s).starts_with(":\nid: "));
}
