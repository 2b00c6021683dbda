// The HTTP client against the stand-in and against servers that answer whatever the test says, byte for byte.
#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include "gateway/regulator/client.hpp"
#include "gateway/signer/authority.hpp"
#include "tests/unit/gateway/hanging_resolver.hpp"
#include "tests/unit/regulator/running_receiver.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::testing;
using namespace std::chrono_literals;
using uploads::Came;
namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using tcp = asio::ip::tcp;

namespace {

uploads::Receiver receiver_at(const std::string& url, uploads::Repeats repeats = uploads::Repeats::unknown) {
  return {.name = "huzhou", .url = url, .repeats = repeats, .timeout = 2s};
}

UploadRequest request(const std::string& key = "event/x", const std::string& token = "") {
  return {7, key, R"({"schema":"liftguard.upload/1","key":")" + key + "\"}", token};
}

std::vector<UploadResult> finish(UploadClient& client) {
  std::vector<UploadResult> all;
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (client.under_way() > 0 && std::chrono::steady_clock::now() < end)
    for (auto& result : client.poll(50ms)) all.push_back(std::move(result));
  return all;
}

UploadResult send(UploadClient& client, const uploads::Receiver& to, const UploadRequest& what = request()) {
  REQUIRE(client.start(to, what));
  const auto results = finish(client);
  REQUIRE(results.size() == 1);
  CHECK(results[0].tag == 7);
  return results[0];
}

UploadResult send(const uploads::Receiver& to, const UploadRequest& what = request()) {
  UploadClient client;
  return send(client, to, what);
}

// Answers the first `answered` requests, all on one connection if the client keeps it, reads one more and cuts.
class Cutting {
 public:
  explicit Cutting(int answered) : answered_(answered) {
    thread_ = std::thread([this] { serve(); });
  }
  ~Cutting() {
    stopped_ = true;
    boost::system::error_code ignored;
    tcp::socket knock(context_);
    knock.connect(acceptor_.local_endpoint(), ignored);
    knock.close(ignored);
    thread_.join();
  }
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/";
  }
  [[nodiscard]] int requests() const { return requests_; }

 private:
  void serve() {
    while (!stopped_) {
      tcp::socket socket(context_);
      acceptor_.accept(socket);
      boost::system::error_code failed;
      asio::streambuf buffer;
      for (;;) {
        const auto size = asio::read_until(socket, buffer, "}", failed);
        if (failed) break;
        buffer.consume(size);
        if (++requests_ > answered_) break;
        asio::write(socket, asio::buffer(std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")), failed);
      }
    }
  }

  int answered_;
  std::atomic<int> requests_{0};
  std::atomic<bool> stopped_{false};
  asio::io_context context_;
  tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};
  std::thread thread_;
};

// A server with a certificate of `authority` for localhost; counts what came through its TLS.
class TlsServer {
 public:
  explicit TlsServer(const signer::Authority& authority) {
    const auto issued = authority.issue_broker({}, WallClock().utc_now()).value();
    tls_.use_certificate_chain(asio::buffer(issued.certificate_pem));
    tls_.use_private_key(asio::buffer(issued.key_pem), ssl::context::pem);
    thread_ = std::thread([this] { serve(); });
  }
  ~TlsServer() {
    stopped_ = true;
    boost::system::error_code ignored;
    tcp::socket knock(context_);
    knock.connect(acceptor_.local_endpoint(), ignored);
    knock.close(ignored);
    thread_.join();
  }
  [[nodiscard]] std::string url(const std::string& host = "localhost") const {
    return "https://" + host + ":" + std::to_string(acceptor_.local_endpoint().port()) + "/";
  }
  [[nodiscard]] int requests() const { return requests_; }

 private:
  void serve() {
    while (!stopped_) {
      ssl::stream<tcp::socket> stream(context_, tls_);
      acceptor_.accept(stream.next_layer());
      boost::system::error_code failed;
      stream.handshake(ssl::stream_base::server, failed);
      asio::streambuf buffer;
      if (!failed) asio::read_until(stream, buffer, "}", failed);
      if (failed) continue;
      ++requests_;
      asio::write(stream, asio::buffer(std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")), failed);
      stream.shutdown(failed);
    }
  }

  std::atomic<int> requests_{0};
  std::atomic<bool> stopped_{false};
  asio::io_context context_;
  ssl::context tls_{ssl::context::tls_server};
  tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};
  std::thread thread_;
};

}  // namespace

TEST_CASE("an upload is accepted, refused, turned away or lost as the receiver behaves", "[sqlite]") {
  RunningReceiver receiver({.token = "secret"});
  const auto to = receiver_at(receiver.url());
  CHECK(send(to).came == Came::turned_away);  // no token
  struct Case {
    city::ReceiverMode mode;
    Came came;
    std::string said;
  };
  for (const auto& c : {Case{city::ReceiverMode::ok, Came::accepted, "HTTP 200"},
                        Case{city::ReceiverMode::fail500, Came::lost, "HTTP 500"},
                        Case{city::ReceiverMode::answer_lost, Came::lost, "Server returned nothing"},
                        Case{city::ReceiverMode::refuse, Came::refused, "电梯未备案"},
                        Case{city::ReceiverMode::busy, Came::turned_away, "HTTP 429"},
                        Case{city::ReceiverMode::stranger, Came::turned_away, "HTTP 401"}}) {
    INFO(c.said);
    receiver.mode(c.mode);
    const auto result = send(to, request("event/" + std::string(city::name_of(c.mode)), "secret"));
    CHECK(result.came == c.came);
    CHECK(result.answer.find(c.said) != std::string::npos);
    CHECK(result.retry_after == (c.mode == city::ReceiverMode::busy ? std::optional(1'000ms) : std::nullopt));
  }
  CHECK(receiver.keys() == std::vector<std::string>{"event/ok", "event/answer_lost"});
}

TEST_CASE("a receiver that says nothing is lost after its time, one that is not there has got nothing", "[sqlite]") {
  RunningReceiver receiver;
  receiver.mode(city::ReceiverMode::hang);
  auto to = receiver_at(receiver.url());
  to.timeout = 200ms;
  CHECK(send(to).came == Came::lost);
  std::string gone;
  {
    RunningReceiver closed;
    gone = closed.url();
  }
  CHECK(send(receiver_at(gone)).came == Came::turned_away);
  CHECK(send(receiver_at("http://no-such-host.invalid/")).came == Came::turned_away);
}

TEST_CASE("libcurl repeats nothing underneath where a key may be taken twice", "[sqlite]") {
  for (const auto repeats : {uploads::Repeats::unknown, uploads::Repeats::idempotent}) {
    INFO(static_cast<int>(repeats));
    Cutting server(1);
    UploadClient client;
    const auto to = receiver_at(server.url(), repeats);
    CHECK(send(client, to).came == Came::accepted);
    CHECK(send(client, to).came == Came::lost);
    // Over a connection that was kept, libcurl takes a cut without an answer for a stale connection and sends again.
    CHECK(server.requests() == (repeats == uploads::Repeats::unknown ? 2 : 3));
  }
}

TEST_CASE("a long answer is cut, and counts", "[sqlite]") {
  Cutting server(1);
  const auto result = send(receiver_at(server.url()));
  CHECK(result.came == Came::accepted);
  CHECK(result.answer == "HTTP 200 {}");
}

TEST_CASE("TLS: only the named authority vouches, only for the name that was called", "[sqlite]") {
  const Scratch scratch;
  const auto now = WallClock().utc_now();
  const auto ours = signer::Authority::create(scratch.folder() / "ours", signer::Realm::services, now).value();
  const auto other = signer::Authority::create(scratch.folder() / "other", signer::Realm::services, now).value();
  const TlsServer server(ours);
  auto to = receiver_at(server.url());
  to.ca = (scratch.folder() / "ours/services-ca/ca.crt").string();
  CHECK(send(to).came == Came::accepted);
  CHECK(server.requests() == 1);
  to.ca = (scratch.folder() / "other/services-ca/ca.crt").string();
  CHECK(send(to).came == Came::turned_away);
  to.ca.clear();
  CHECK(send(to).came == Came::turned_away);
  to.ca = (scratch.folder() / "nowhere.crt").string();
  CHECK(send(to).came == Came::turned_away);
  to.ca = (scratch.folder() / "ours/services-ca/ca.crt").string();
  to.url = server.url("127.0.0.2");
  CHECK(send(to).came == Came::turned_away);
  CHECK(server.requests() == 1);
}

TEST_CASE("G1: a name server that does not answer holds the uploader no longer than the time-out") {
  const HangingResolver resolver;
  auto to = receiver_at("http://receiver.hang/uploads");
  to.timeout = 100ms;
  const auto begun = std::chrono::steady_clock::now();
  CHECK(send(to).came == Came::turned_away);
  CHECK(resolver.asked());
  CHECK(std::chrono::steady_clock::now() - begun < HangingResolver::kLongest / 2);
}
