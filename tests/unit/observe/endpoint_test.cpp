#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/observe/endpoint.hpp"
#include "common/observe/listen.hpp"

using namespace liftguard::observe;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::StartsWith;

namespace {

// A connection of a client who says what it likes and hears what comes until the other side closes.
class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("cannot connect");
  }
  ~Client() {
    if (fd_ >= 0) ::close(fd_);
  }
  Client(Client&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Client& operator=(Client&&) = delete;

  void say(const std::string& text) { static_cast<void>(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL)); }

  std::string hear_all() {
    std::string heard;
    char part[4096];
    for (ssize_t n = 0; (n = ::recv(fd_, part, sizeof part, 0)) > 0;) heard.append(part, static_cast<std::size_t>(n));
    return heard;
  }

 private:
  int fd_;
};

std::string asked(std::uint16_t port, const std::string& what) {
  Client client(port);
  client.say(what + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  return client.hear_all();
}

}  // namespace

TEST_CASE("the endpoint gives the metrics and says by its probes whether all is well") {
  Metrics metrics;
  metrics.counter("liftguard_test_things_total", "Things.").add(3);
  std::string health;
  std::string ready = "the database is not writable";
  const Endpoint endpoint({}, metrics, {[&] { return health; }, [&] { return ready; }});

  const std::string text = asked(endpoint.port(), "GET /metrics");
  CHECK_THAT(text, StartsWith("HTTP/1.1 200 "));
  CHECK_THAT(text, Contains("text/plain; version=0.0.4"));
  CHECK_THAT(text, Contains("liftguard_test_things_total 3\n"));

  CHECK_THAT(asked(endpoint.port(), "GET /healthz"), StartsWith("HTTP/1.1 200 "));
  CHECK_THAT(asked(endpoint.port(), "GET /readyz"),
             StartsWith("HTTP/1.1 503 ") && Contains("the database is not writable"));
  ready.clear();
  health = "the writer makes no progress";
  CHECK_THAT(asked(endpoint.port(), "GET /readyz"), StartsWith("HTTP/1.1 200 "));
  CHECK_THAT(asked(endpoint.port(), "GET /healthz"), StartsWith("HTTP/1.1 503 "));
}

TEST_CASE("the endpoint has three pages, to read, and a probe that throws is an error, not an end") {
  Metrics metrics;
  const Endpoint endpoint({}, metrics, {[]() -> std::string { throw std::runtime_error("broken probe"); }, {}});
  CHECK_THAT(asked(endpoint.port(), "GET /healthz"), StartsWith("HTTP/1.1 500 ") && Contains("broken probe"));
  CHECK_THAT(asked(endpoint.port(), "GET /readyz"), StartsWith("HTTP/1.1 200 "));
  CHECK_THAT(asked(endpoint.port(), "GET /"), StartsWith("HTTP/1.1 404 "));
  CHECK_THAT(asked(endpoint.port(), "POST /metrics"), StartsWith("HTTP/1.1 405 "));
  const std::string head = asked(endpoint.port(), "HEAD /readyz");
  CHECK_THAT(head, Contains("Content-Length: 3"));
  CHECK_THAT(head, Catch::EndsWith("\r\n\r\n"));
}

TEST_CASE("F5, F7: connections, headers and the time for them are bounded") {
  Metrics metrics;
  EndpointOptions options;
  options.most_connections = 2;
  options.header_bytes = 512;
  options.header_time = 100ms;
  const Endpoint endpoint(options, metrics, {});
  {
    std::vector<Client> idle;
    for (int i = 0; i < 2; ++i) {
      idle.emplace_back(endpoint.port());
      idle.back().say("GET /readyz HTTP/1.1\r\n");  // and never the rest
    }
    Client third(endpoint.port());
    CHECK(third.hear_all().empty());                         // one too many
    for (auto& slow : idle) CHECK(slow.hear_all().empty());  // given up when their time was over
  }
  CHECK_THAT(asked(endpoint.port(), "GET /readyz"), StartsWith("HTTP/1.1 200 "));
  CHECK(asked(endpoint.port(), "GET /" + std::string(600, 'x')).empty());
  Client bulky(endpoint.port());
  bulky.say("GET /readyz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
  CHECK(bulky.hear_all().empty());
}

TEST_CASE("J3: where to listen is an address and a port, or refused") {
  CHECK(parse_listen("127.0.0.1:9101")->port == 9101);
  CHECK(parse_listen("[::1]:0")->address == "::1");
  for (const char* bad : {"", "9101", ":9101", "localhost:9101", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                          "127.0.0.1:9101x", "127.0.0.1:9101:1"}) {
    CAPTURE(bad);
    CHECK(parse_listen(bad).has_error());
  }
}
