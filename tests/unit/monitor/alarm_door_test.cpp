// F3: a box with an alarm does not queue at the main door, against real sockets.
#include <catch2/catch.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "tests/unit/monitor/network_box.hpp"

using namespace liftguard;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using liftguard::test::NetworkBox;

namespace {

// A queue that does not move: the kernel takes connections, nobody answers.
struct Queue {
  boost::asio::io_context io;
  tcp::acceptor door{io, {boost::asio::ip::address_v4::loopback(), 0}};
  [[nodiscard]] std::uint16_t port() const { return door.local_endpoint().port(); }
};

}  // namespace

TEST_CASE("F3: a box in the queue at the main door goes to the alarm door as soon as it has an alarm") {
  test::Broker alarm_broker;
  Queue queue;
  NetworkBox box(alarm_broker, {utc_from_ms(1'795'000'000'000), wire::TimeQuality::free_running});
  box.config.broker.port = queue.port();
  box.config.alarm_broker = monitor::BrokerDoor{"localhost", alarm_broker.tls_port()};
  CHECK_FALSE(box.connects_within(2s));
  box.raise_alarm();
  CHECK(box.connects_within(5s));
}

TEST_CASE("F3: with the alarm door out of order an alarm goes by the main one") {
  test::Broker main_broker;
  NetworkBox box(main_broker, {utc_from_ms(1'795'000'000'000), wire::TimeQuality::free_running});
  box.config.alarm_broker = monitor::BrokerDoor{"localhost", test::free_port()};
  box.begin();
  box.raise_alarm();
  CHECK(box.connects_within(10s));
}
