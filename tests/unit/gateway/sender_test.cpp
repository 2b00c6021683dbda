// Group G: the sender against the city's provider behind a real socket, the database and all waits in virtual time.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "gateway/notices/sender.hpp"
#include "simulators/city/provider.hpp"
#include "simulators/city/server.hpp"
#include "tests/unit/dispatch/town.hpp"

using namespace liftguard;
using namespace liftguard::testing;
using dispatch::NoticeState;
namespace asio = boost::asio;

namespace {

constexpr auto kPatience = 20ms;

std::int64_t some_time() {
  return 1'800'000'000'000;
}

// A provider that lives for one test.
struct City {
  explicit City(const std::filesystem::path& folder) : log(folder / "accepted.jsonl") {
    thread = std::jthread([this] { context.run(); });
  }
  ~City() { context.stop(); }

  void mode(const std::string& mode, const std::string& channel = "") {
    const std::string body =
        R"({"mode":")" + mode + "\"" + (channel.empty() ? "" : R"(,"channel":")" + channel + "\"") + "}";
    std::atomic<bool> done = false;
    asio::post(context, [&] {
      (void)provider.handle({"POST", "/mode", body});
      done = true;
    });
    while (!done) std::this_thread::yield();
  }
  [[nodiscard]] std::string url(const char* path) const {
    return "http://127.0.0.1:" + std::to_string(server.port()) + path;
  }
  // What it has accepted, counted on its own thread.
  int accepted(std::string_view channel) {
    std::atomic<int> count = -1;
    asio::post(context, [&] {
      count = static_cast<int>(std::ranges::count_if(
          log.all(), [&](const city::StoredSms& stored) { return city::name_of(stored.sms.channel) == channel; }));
    });
    while (count < 0) std::this_thread::yield();
    return count;
  }

  city::SmsLog log;
  city::Provider provider{log, some_time};
  asio::io_context context{1};
  city::Server server{context, {asio::ip::address_v4::loopback(), 0}, provider};
  std::jthread thread;
};

enum class Voice : std::uint8_t { none, there };

struct Chain {
  explicit Chain(int lifts = 2, Voice voice = Voice::there, std::chrono::milliseconds timeout = 300ms)
      : town({}, lifts),
        city(town.scratch.folder()),
        client({.url = city.url("/sms"),
                .timeout = timeout,
                .voice_url = voice == Voice::there ? city.url("/voice") : "",
                .reports_url = city.url("/reports")}),
        sender(*town.database, town.clock, client, options(), [] { return 0.5; }) {}

  static gateway::SenderOptions options() {
    gateway::SenderOptions made;
    made.worker = "w";
    made.parallel = 16;
    made.claim_for = 600s;  // virtual: no claim lapses while a real answer is awaited
    return made;
  }

  // Until `done` says so; fails the test after ten real seconds.
  template <class Done>
  void until(Done done) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!done() && std::chrono::steady_clock::now() < end) sender.turn(kPatience);
    REQUIRE(done());
  }
  void settle() {
    sender.turn(kPatience);
    until([&] { return client.under_way() == 0; });
    sender.turn(kPatience);
  }
  [[nodiscard]] NoticeState state(OrderId order, std::string_view channel = dispatch::kSms) {
    for (const auto& notice : town.detail(order).notices)
      if (notice.channel == channel) return notice.state;
    return NoticeState::superseded;
  }

  Town town;
  City city;
  gateway::SmsClient client;
  gateway::Sender sender;
};

}  // namespace

TEST_CASE("G2: what the provider took is sent, and delivered once it reports so; a second report changes nothing") {
  Chain chain;
  chain.city.mode("report_twice");
  const OrderId order = chain.town.trapped();
  chain.settle();
  chain.town.clock.advance(3s);
  chain.until([&] { return chain.state(order) == NoticeState::delivered; });
  chain.town.clock.advance(10min);
  chain.settle();
  CHECK(chain.state(order) == NoticeState::delivered);
  CHECK(chain.city.accepted("sms") == 1);
  CHECK(chain.city.accepted("voice") == 0);
}

TEST_CASE("G2: a report on an SMS says nothing of the call that has the same number with the provider") {
  Chain chain;
  chain.city.mode("fail500", "sms");
  chain.city.mode("lose", "voice");
  const OrderId order = chain.town.trapped();
  chain.settle();
  chain.town.clock.advance(30s);
  chain.until([&] { return chain.city.accepted("voice") == 1; });
  chain.settle();
  chain.city.mode("ok", "sms");
  chain.town.clock.advance(10s);
  chain.until([&] { return chain.city.accepted("sms") == 1; });  // both are city-1
  chain.settle();
  chain.town.clock.advance(3s);
  chain.until([&] { return chain.state(order) == NoticeState::delivered; });
  chain.settle();
  CHECK(chain.state(order, dispatch::kVoice) == NoticeState::sent);
}

TEST_CASE("G2: a provider that is slow to say what became of SMS is asked about calls all the same") {
  Chain chain;
  chain.city.mode("lose", "sms");
  const OrderId order = chain.town.trapped();
  chain.settle();
  chain.town.clock.advance(60s);  // without a report: a call
  for (int turn = 0; turn < 60 && chain.state(order, dispatch::kVoice) != NoticeState::delivered; ++turn) {
    chain.town.clock.advance(3s);  // by each answer the next question about SMS is due
    chain.sender.turn(kPatience);
  }
  CHECK(chain.state(order, dispatch::kVoice) == NoticeState::delivered);
}

TEST_CASE("B6: what was claimed and might not be sent any more is given back, and waits out no claim") {
  Chain chain;
  int asked = 0;
  auto options = Chain::options();
  options.may_act = [&] { return ++asked != 2; };  // claimed, then lapsed for a moment
  gateway::Sender sender(*chain.town.database, chain.town.clock, chain.client, options, [] { return 0.5; });
  const OrderId order = chain.town.trapped();
  sender.turn(0ms);
  CHECK(chain.state(order) == NoticeState::pending);
  CHECK(chain.town.scratch.count("notices where tries > 1") == 0);  // no failure is counted
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (chain.city.accepted("sms") == 0 && std::chrono::steady_clock::now() < end) sender.turn(kPatience);
  CHECK(chain.city.accepted("sms") == 1);
}

TEST_CASE(
    "G7: a sender that is stopped gives back what was not answered, and the next sends it at once under its key") {
  Chain chain(2, Voice::there, 10s);
  chain.city.mode("hang");
  const OrderId order = chain.town.trapped();
  chain.sender.turn(kPatience);
  REQUIRE(chain.client.under_way() == 1);
  std::stop_source stop;
  stop.request_stop();
  chain.sender.run(stop.get_token());
  CHECK(chain.state(order) == NoticeState::pending);
  CHECK(chain.client.under_way() == 0);
  chain.city.mode("ok");
  auto options = Chain::options();
  options.worker = "next";
  gateway::Sender next(*chain.town.database, chain.town.clock, chain.client, options, [] { return 0.5; });
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (chain.city.accepted("sms") == 0 && std::chrono::steady_clock::now() < end) next.turn(kPatience);
  CHECK(chain.city.accepted("sms") == 1);
}

TEST_CASE(
    "B13: a database that is out of reach is tried after growing waits; a second after its return the SMS is out") {
  Chain chain;
  const auto reached = chain.town.scratch.open({.busy_timeout = 1ms, .clock = &chain.town.clock});
  std::atomic<int> refused = 0;
  reached->measure_with({[](auto) {}, [](auto, auto) {}, [&] { ++refused; }});
  gateway::Sender sender(*reached, chain.town.clock, chain.client, Chain::options(), [] { return 0.5; });
  chain.town.trapped();
  std::optional<storage::Transaction> held(chain.town.database->begin());
  const auto begun = std::chrono::steady_clock::now();
  const std::jthread thread([&](const std::stop_token& stop) { sender.run(stop); });
  while (refused < 3) std::this_thread::yield();
  CHECK(std::chrono::steady_clock::now() - begun >= 300ms);  // 100 and 200 ms between them
  held.reset();
  const auto back = std::chrono::steady_clock::now();
  while (chain.city.accepted("sms") == 0 && std::chrono::steady_clock::now() - back < 10s) std::this_thread::yield();
  CHECK(std::chrono::steady_clock::now() - back < 1s);
}

TEST_CASE("G1: the provider refuses or hangs: a call after 30 s, the order shows it at once") {
  const std::string mode = GENERATE("fail500", "hang");
  Chain chain;
  chain.city.mode(mode, "sms");
  const OrderId order = chain.town.trapped();
  chain.settle();
  CHECK(chain.town.alerts_of(dispatch::AlertKind::notice_failing) == 1);
  CHECK(chain.city.accepted("voice") == 0);
  chain.town.clock.advance(30s);
  chain.until([&] { return chain.city.accepted("voice") == 1; });
  CHECK(chain.city.accepted("sms") == 0);
  chain.city.mode("ok");
  chain.settle();
  chain.town.clock.advance(3s);
  chain.until([&] { return chain.state(order, dispatch::kVoice) == NoticeState::delivered; });
  chain.town.clock.advance(2min);
  chain.until([&] { return chain.city.accepted("sms") == 1; });  // tried on all the while
}

TEST_CASE("G2: accepted and silently lost: a call after 60 s; lost too: the desk phones") {
  Chain chain;
  chain.city.mode("lose");
  chain.town.trapped();
  chain.settle();
  chain.town.clock.advance(60s);
  chain.until([&] { return chain.city.accepted("voice") == 1; });
  chain.settle();
  CHECK(chain.town.alerts_of(dispatch::AlertKind::unreachable) == 0);
  chain.town.clock.advance(60s);
  chain.until([&] { return chain.town.alerts_of(dispatch::AlertKind::unreachable) == 1; });
}

TEST_CASE("G2: reported as undeliverable: a call without waiting") {
  Chain chain;
  chain.city.mode("undeliverable", "sms");
  chain.town.trapped();
  chain.settle();
  chain.town.clock.advance(3s);
  chain.until([&] { return chain.city.accepted("voice") == 1; });
}

TEST_CASE("G8: both channels dead: the desk is told to phone, with sound, and the order shows it") {
  Chain chain;
  chain.city.mode("fail500");
  const OrderId order = chain.town.trapped();
  chain.settle();
  chain.town.clock.advance(30s);
  chain.settle();
  chain.town.clock.advance(30s);
  chain.until([&] { return chain.town.alerts_of(dispatch::AlertKind::unreachable) >= 1; });
  CHECK(chain.town.detail(order).summary.notices.delivered == 0);
  CHECK(chain.city.accepted("sms") + chain.city.accepted("voice") == 0);
}

TEST_CASE("G4: the answer is cut after acceptance: tried again under the same key, the provider's list shows one") {
  Chain chain;
  chain.city.mode("accept_then_cut");
  const OrderId order = chain.town.trapped();
  chain.settle();
  chain.city.mode("ok");
  chain.town.clock.advance(2s);
  chain.settle();
  chain.town.clock.advance(3s);
  chain.until([&] { return chain.state(order) == NoticeState::delivered; });
  CHECK(chain.city.accepted("sms") == 1);
}

TEST_CASE("G3: a provider that takes its time holds up nobody: notices to different people are under way at once") {
  Chain chain(2, Voice::there, 10s);
  chain.town.write([&](storage::Transaction& tx) {
    for (int i = 0; i < 10; ++i)
      Town::put_contact(tx, chain.town.first, registry::ContactRole::rescuer, ("救援" + std::to_string(i)).c_str(),
                        ("1390000000" + std::to_string(i)).c_str());
  });
  chain.city.mode("hang");
  chain.town.trapped();
  chain.until([&] { return chain.client.under_way() == 11; });
}

TEST_CASE("G3: what many people's SMS came to is written down in small transactions, for alarms wait behind each") {
  Chain chain;
  chain.town.write([&](storage::Transaction& tx) {
    for (int i = 10; i < 40; ++i)
      Town::put_contact(tx, chain.town.first, registry::ContactRole::rescuer, ("救援" + std::to_string(i)).c_str(),
                        ("139000000" + std::to_string(i)).c_str());
  });
  const OrderId order = chain.town.trapped();
  chain.until([&] { return chain.town.scratch.count("notices where state = 7") == 31; });
  chain.town.clock.advance(3s);
  int written = 0;
  chain.town.database->measure_with({[](auto) {}, [&](auto, auto) { ++written; }, [] {}});
  chain.until([&] { return chain.town.detail(order).summary.notices.delivered == 31; });
  CHECK(written >= 4);
}

TEST_CASE("G5: 429: reminders wait as long as the provider says and count no failure, alarms are tried on") {
  Chain chain;
  const OrderId order = chain.town.trapped();
  chain.settle();
  chain.town.run_timers(kStart + 3min + 1ms);  // a reminder to level 1's people, an alarm to level 2's
  chain.city.mode("throttle");
  chain.settle();
  CHECK(chain.town.alerts_of(dispatch::AlertKind::notice_failing) == 1);  // of the alarm alone
  for (const auto& notice : chain.town.detail(order).notices)
    if (notice.to_name == "陈经理") CHECK(notice.state == NoticeState::pending);
  chain.city.mode("ok");
  chain.town.clock.advance(2s);
  chain.settle();
  CHECK(chain.city.accepted("sms") == 2);  // level 1 before, level 2's alarm now
  chain.town.clock.advance(5s);
  chain.until([&] { return chain.city.accepted("sms") == 4; });
}

TEST_CASE("G9: an outage of 20 minutes: what was done meanwhile is not told afterwards") {
  Chain chain;
  chain.city.mode("fail500");
  const OrderId order = chain.town.trapped();
  chain.settle();
  chain.town.run_timers(kStart + 5min);  // accept limit passed: reminders, level 2
  REQUIRE(chain.town.tap(order, Step::accepted).has_value());
  chain.town.rescue(order, Level::second);
  chain.town.clock.advance(20min);
  chain.city.mode("ok");
  chain.settle();
  chain.settle();
  const auto detail = chain.town.detail(order);
  for (const auto& notice : detail.notices)
    if (notice.state == NoticeState::sent || notice.state == NoticeState::delivered)
      CHECK(notice.text.find("无需前往") != std::string::npos);
}
