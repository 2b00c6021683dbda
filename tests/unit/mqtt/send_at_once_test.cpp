#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "common/mqtt/send_at_once.hpp"

using namespace liftguard::mqtt;

namespace {

struct Listener {
  Listener() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(file, 1) == 0);
    socklen_t size = sizeof bound;
    REQUIRE(::getsockname(file, reinterpret_cast<sockaddr*>(&bound), &size) == 0);
  }
  ~Listener() { ::close(file); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int file = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in bound{};
};

struct Connection {
  explicit Connection(const Listener& to) {
    REQUIRE(::connect(file, reinterpret_cast<const sockaddr*>(&to.bound), sizeof to.bound) == 0);
  }
  ~Connection() { ::close(file); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] bool at_once() const {
    int on = 0;
    socklen_t size = sizeof on;
    REQUIRE(::getsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, &size) == 0);
    return on != 0;
  }

  int file = ::socket(AF_INET, SOCK_STREAM, 0);
};

}  // namespace

TEST_CASE("connections to the broker's port send at once, others are left alone") {
  const Listener broker;
  const Listener other;
  const Connection to_broker(broker);
  const Connection to_other(other);
  REQUIRE_FALSE(to_broker.at_once());
  send_at_once(ntohs(broker.bound.sin_port));
  CHECK(to_broker.at_once());
  CHECK_FALSE(to_other.at_once());
}

TEST_CASE("a port is read from the end of a URI, or there is none") {
  CHECK(port_of("ssl://localhost:8883") == 8883);
  CHECK(port_of("tcp://[::1]:1") == 1);
  for (const char* uri : {"", "ssl://localhost", "ssl://localhost:", "ssl://localhost:99999", "ssl://localhost:88x"}) {
    INFO(uri);
    CHECK_FALSE(port_of(uri));
  }
}
