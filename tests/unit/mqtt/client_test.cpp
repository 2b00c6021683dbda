// The wrapper against a real broker. Waits are for events, with a bound; nothing sleeps a fixed time.
#include <arpa/inet.h>
#include <malloc.h>
#include <signal.h>
#include <sys/socket.h>

#include <chrono>
#include <set>

#include <catch2/catch.hpp>

#include "common/mqtt/client.hpp"
#include "common/mqtt/inbox.hpp"
#include "tests/unit/mqtt/broker.hpp"

using namespace liftguard;
using namespace liftguard::mqtt;
using namespace std::chrono_literals;
using liftguard::test::Broker;
using liftguard::test::ServerCertificate;

namespace {

using Instant = std::chrono::steady_clock;

// The next item of the kind, others dropped; null after the bound.
template <class What>
std::optional<What> next(Inbox& inbox, std::chrono::milliseconds patience = 10s) {
  const auto end = Instant::now() + patience;
  while (Instant::now() < end)
    if (auto item = inbox.wait(50ms))
      if (auto* what = std::get_if<What>(&item->what)) return std::move(*what);
  return std::nullopt;
}

// This process's sockets that are connected to the port.
std::set<int> sockets_to(std::uint16_t port) {
  std::set<int> out;
  for (int fd = 0; fd < 1024; ++fd) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    if (::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0 && ntohs(peer.sin_port) == port)
      out.insert(fd);
  }
  return out;
}

struct Party {
  explicit Party(ClientOptions options) : client(std::move(options), inbox) {}
  Inbox inbox{1000};
  Client client;

  bool connect() {
    client.connect();
    return next<Connected>(inbox).has_value();
  }
  bool subscribe(const std::string& filter) {
    return client.subscribe({filter}, 1) && next<Subscribed>(inbox).value_or(Subscribed{}).granted;
  }
};

std::string failure(ClientOptions options) {
  options.connect_timeout = 3s;
  Party party(std::move(options));
  party.client.connect();
  const auto failed = next<ConnectFailed>(party.inbox);
  CHECK_FALSE(party.client.connected());
  return failed ? failed->reason : "connected";
}

}  // namespace

TEST_CASE("what is published is acknowledged and arrives once, with its bytes") {
  Broker broker;
  Party sender(broker.options("box")), receiver(broker.options("gateway"));
  REQUIRE(sender.connect());
  REQUIRE(receiver.connect());
  REQUIRE(receiver.subscribe("lift/#"));
  const std::string bytes("\0\xFF payload", 10);
  CHECK(sender.client.publish({"lift/a", bytes, 1, false, 42}) == PublishOutcome::taken);
  const auto acknowledged = next<Acknowledged>(sender.inbox);
  REQUIRE(acknowledged);
  CHECK(acknowledged->tag == 42);
  CHECK(acknowledged->reason_code == 0);
  CHECK(sender.client.unacknowledged() == 0);
  const auto message = next<Message>(receiver.inbox);
  REQUIRE(message);
  CHECK(message->topic == "lift/a");
  CHECK(message->payload == bytes);
  CHECK_FALSE(message->retained);
  CHECK_FALSE(next<Message>(receiver.inbox, 100ms));
}

TEST_CASE(
    "A14: a server with another name, another authority or no TLS is refused, and so is a client without certificate") {
  Broker broker, other;
  auto by_address = broker.options("box");
  by_address.uri = "ssl://127.0.0.1:" + std::to_string(broker.tls_port());  // the certificate says localhost
  CHECK(failure(by_address) != "connected");

  auto other_ca = broker.options("box");
  other_ca.tls->ca = (other.folder() / "ca.crt").string();
  CHECK(failure(other_ca) != "connected");

  auto no_certificate = broker.options("box");
  no_certificate.tls->certificate.clear();
  no_certificate.tls->key.clear();
  CHECK(failure(no_certificate) != "connected");
}

namespace {

UtcTime today() {
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

constexpr auto kYear2000 = utc_from_ms(946'684'800'000);
constexpr std::chrono::days kFiveYears{5 * 365};
const ServerCertificate kEnded{"20200101000000Z", "20210101000000Z"};

bool connects(ClientOptions options, const ServerDates& dates) {
  options.server_dates = dates;
  options.connect_timeout = 3s;
  Party party(std::move(options));
  party.client.connect();
  const auto end = Instant::now() + 10s;
  while (Instant::now() < end)
    if (const auto item = party.inbox.wait(50ms)) return std::holds_alternative<Connected>(item->what);
  return false;
}

}  // namespace

TEST_CASE(
    "D3: the dates of a server's certificate are judged by the time that is given, by the host's, or not at all") {
  Broker valid, ended({{}, kEnded});
  struct Case {
    const char* name;
    Broker& broker;
    ServerDates dates;
    bool connects;
  };
  for (const auto& c : {
           Case{"valid, by the host's clock", valid, ByHostClock{}, true},
           Case{"valid, by a clock that is right", valid, ByTime{today()}, true},
           Case{"valid, by a clock at 2000", valid, ByTime{kYear2000}, false},
           Case{"valid, by a clock five years ahead", valid, ByTime{today() + kFiveYears}, false},
           Case{"valid, not judged", valid, NotJudged{}, true},
           Case{"ended, by the host's clock", ended, ByHostClock{}, false},
           Case{"ended, by a clock that is right", ended, ByTime{today()}, false},
           Case{"ended, not judged", ended, NotJudged{}, true},
           Case{"ended, by the host's clock once more", ended, ByHostClock{}, false},
       }) {
    INFO(c.name);
    CHECK(connects(c.broker.options("box"), c.dates) == c.connects);
  }
}

TEST_CASE("A14, D3: name, authority and purpose of a server are judged whatever its dates are judged by") {
  Broker broker({{}, kEnded}), other, not_for_servers({{}, {{}, {}, "clientAuth"}});
  for (const ServerDates& dates :
       {ServerDates{ByHostClock{}}, ServerDates{ByTime{today()}}, ServerDates{NotJudged{}}}) {
    INFO(dates.index());
    auto by_address = other.options("box");
    by_address.uri = "ssl://127.0.0.1:" + std::to_string(other.tls_port());  // the certificate says localhost
    CHECK_FALSE(connects(by_address, dates));
    auto other_ca = other.options("box");
    other_ca.tls->ca = (broker.folder() / "ca.crt").string();
    CHECK_FALSE(connects(other_ca, dates));
    CHECK_FALSE(connects(not_for_servers.options("box"), dates));
    CHECK(connects(other.options("box"), dates));
  }
}

TEST_CASE("D3: what the dates are judged by can change from connection to connection") {
  Broker broker;
  Party box(broker.options("box"));
  box.client.judge(ByTime{kYear2000});
  box.client.connect();
  CHECK(next<ConnectFailed>(box.inbox));
  box.client.judge(NotJudged{});
  CHECK(box.connect());
}

TEST_CASE("A14: a server that speaks TLS 1.1 at most is refused; 1.2 and 1.3 are not refused for their version") {
  Broker broker;
  const auto serve = [&](const std::string& version) {
    const auto port = test::free_port();
    const auto folder = broker.folder().string();
    const auto pid =
        test::spawn({"openssl", "s_server", "-www", "-accept", std::to_string(port), "-cert", folder + "/server.crt",
                     "-key", folder + "/server.key", version, "-cipher", "DEFAULT@SECLEVEL=0"});
    auto options = broker.options("box");
    options.uri = "ssl://localhost:" + std::to_string(port);
    test::wait_until_accepting(port);
    const auto begin = Instant::now();
    const auto reason = failure(options);
    const auto took = Instant::now() - begin;
    test::stop(pid, SIGKILL);
    CHECK(reason != "connected");
    return took;
  };
  // This kind of server never answers the MQTT CONNECT: where the handshake went through, the failure is the time-out.
  CHECK(serve("-tls1_1") < 2s);
  CHECK(serve("-tls1_2") > 2s);
  CHECK(serve("-tls1_3") > 2s);
}

TEST_CASE("A12: what the access list refuses says so in its acknowledgement") {
  Broker broker({"user box\ntopic write allowed/#\n"});
  Party box(broker.options("box"));
  REQUIRE(box.connect());
  REQUIRE(box.client.publish({"forbidden/x", "?", 1, false, 1}) == PublishOutcome::taken);
  CHECK(next<Acknowledged>(box.inbox).value_or(Acknowledged{}).reason_code == 0x87);
  REQUIRE(box.client.publish({"allowed/x", "!", 1, false, 2}) == PublishOutcome::taken);
  CHECK(next<Acknowledged>(box.inbox).value_or(Acknowledged{0, -2}).reason_code <= 0x10);  // 0x10: nobody subscribed
}

TEST_CASE("A1: a killed broker is reported as lost, and the next connection has its own number") {
  Broker broker;
  Party box(broker.options("box"));
  REQUIRE(box.connect());
  const auto first = box.client.connection();
  broker.kill();
  REQUIRE(next<Lost>(box.inbox));
  CHECK_FALSE(box.client.connected());
  CHECK(box.client.publish({"x", "y", 1, false, 1}) == PublishOutcome::not_connected);
  CHECK_FALSE(box.client.subscribe({"x"}, 1));
  broker.start();
  REQUIRE(box.connect());
  CHECK(box.client.connection() == first + 1);
}

TEST_CASE("the will is published when the network cuts the connection, and not after an orderly end") {
  Broker broker;
  Party watcher(broker.options("watcher"));
  REQUIRE(watcher.connect());
  REQUIRE(watcher.subscribe("state"));
  const auto others = sockets_to(broker.tls_port());
  auto options = broker.options("box");
  options.will = WillMessage{"state", "gone", true};
  Party box(options);
  REQUIRE(box.connect());
  box.client.disconnect(1s);
  CHECK_FALSE(next<Message>(watcher.inbox, 200ms));
  REQUIRE(box.connect());
  for (const int fd : sockets_to(broker.tls_port()))
    if (!others.contains(fd)) ::shutdown(fd, SHUT_RDWR);
  CHECK(next<Lost>(box.inbox));
  const auto will = next<Message>(watcher.inbox);
  REQUIRE(will);
  CHECK(will->payload == "gone");
}

TEST_CASE("publishing never waits: a broker that does not answer fills the bound, then it says full") {
  Broker broker;
  auto options = broker.options("box");
  options.max_unacknowledged = 10;
  Party box(options);
  REQUIRE(box.connect());
  broker.pause();
  const auto begin = Instant::now();
  for (std::uint64_t i = 0; i < 10; ++i)
    CHECK(box.client.publish({"x", std::string(1000, 'x'), 1, false, i}) == PublishOutcome::taken);
  CHECK(box.client.publish({"x", "y", 1, false, 11}) == PublishOutcome::full);
  CHECK(Instant::now() - begin < 500ms);
  broker.resume();
  for (int i = 0; i < 10; ++i) CHECK(next<Acknowledged>(box.inbox));
  CHECK(box.client.publish({"x", "y", 1, false, 12}) == PublishOutcome::taken);
}

TEST_CASE("a persistent session keeps its subscription and what came meanwhile") {
  Broker broker;
  auto options = broker.options("gateway");
  options.session = Session::persistent;
  Party box(broker.options("box"));
  REQUIRE(box.connect());
  {
    Party gateway(options);
    gateway.client.connect();
    CHECK_FALSE(next<Connected>(gateway.inbox).value_or(Connected{true}).session_present);
    REQUIRE(gateway.subscribe("up"));
  }
  REQUIRE(box.client.publish({"up", "while away", 1, false, 1}) == PublishOutcome::taken);
  REQUIRE(next<Acknowledged>(box.inbox));
  Party gateway(options);
  gateway.client.connect();
  bool present = false;
  std::string payload;
  const auto end = Instant::now() + 10s;
  while (payload.empty() && Instant::now() < end)
    if (auto item = gateway.inbox.wait(50ms)) {
      if (const auto* connected = std::get_if<Connected>(&item->what)) present = connected->session_present;
      if (const auto* message = std::get_if<Message>(&item->what)) payload = message->payload;
    }
  CHECK(present);
  CHECK(payload == "while away");
}

TEST_CASE("B6: who loses its session to another client with its id is told so; who loses its network is not") {
  Broker broker;
  auto options = broker.options("gateway");
  options.session = Session::persistent;
  Party first(options), second(options);
  REQUIRE(first.connect());
  REQUIRE(second.connect());
  const auto taken = next<Lost>(first.inbox);
  REQUIRE(taken);
  CHECK(taken->reason_code == kSessionTakenOver);
  CHECK_FALSE(first.client.connected());
  CHECK(second.client.connected());
  broker.kill();
  const auto cut = next<Lost>(second.inbox);
  REQUIRE(cut);
  CHECK(cut->reason_code == 0);
}

TEST_CASE("A4: a new connection over one that is stuck in its handshake starts at once") {
  Broker broker;
  broker.pause();  // the kernel accepts, nobody answers
  Party box(broker.options("box"));
  box.client.connect();
  CHECK_FALSE(next<Connected>(box.inbox, 200ms));
  const auto begin = Instant::now();
  const auto number = box.client.connect();
  CHECK(Instant::now() - begin < 3s);  // Paho may stop and start its threads
  broker.resume();
  const auto end = Instant::now() + 10s;
  bool connected = false;
  while (!connected && Instant::now() < end)
    if (auto item = box.inbox.wait(50ms))
      connected = std::holds_alternative<Connected>(item->what) && item->connection == number;
  CHECK(connected);
}

TEST_CASE("options that cannot be are refused at once") {
  Inbox inbox(1);
  CHECK_THROWS_AS(Client({"http://x", "a"}, inbox), std::invalid_argument);
  CHECK_THROWS_AS(Client({"ssl://x:1", "a"}, inbox), std::invalid_argument);
  CHECK_THROWS_AS(Client({"tcp://x:1", ""}, inbox), std::invalid_argument);
  CHECK_THROWS_AS(Client({"ssl://x:1", "a", Tls{"ca", "crt", ""}}, inbox), std::invalid_argument);
}

namespace {

// Connects, publishes into a broker that has stopped answering, and gives up, `cycles` times; by how many bytes the
// heap grew, after a first few that fill caches.
std::size_t growth_over(int cycles, Excess excess) {
  Broker broker;
  std::size_t before = 0, taken = 0;
  constexpr int kWarmUp = 5;
  for (int cycle = 0; cycle < cycles + kWarmUp; ++cycle) {
    if (cycle == kWarmUp) before = ::mallinfo2().uordblks;
    auto options = broker.options("box");
    options.excess = excess;
    Party party(options);
    REQUIRE(party.connect());
    broker.pause();
    for (int i = 0; i < 60; ++i)
      if (party.client.publish({"lift/a", std::string(1'000, 'x'), 1, false, 1}) == PublishOutcome::taken) ++taken;
    CHECK_FALSE(next<Acknowledged>(party.inbox, 100ms));  // and meanwhile Paho writes what it may
    broker.resume();
  }
  CHECK(taken >= static_cast<std::size_t>(cycles) * 20);
  return ::mallinfo2().uordblks - std::min(before, ::mallinfo2().uordblks);
}

}  // namespace

TEST_CASE("connections that are given up with unacknowledged messages cost no memory where Paho queues nothing") {
  const auto growth = growth_over(20, Excess::full);
  WARN(growth / 20 << " bytes a connection with 20 messages of 1,000 bytes unacknowledged");
  CHECK(growth < 20 * 1'000);  // none of the messages
}

TEST_CASE("canary: what Paho has queued beyond the broker's Receive Maximum it loses") {
  CHECK(growth_over(10, Excess::queued) > 10 * 40 * 1'000 / 2);
}
