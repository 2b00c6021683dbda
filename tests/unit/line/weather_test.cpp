// The bad line as pure rules, and its relay between two pairs of sockets that stand in for interfaces.
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "simulators/line/relay.hpp"

using namespace liftguard;
using namespace liftguard::line;
using namespace std::chrono_literals;

TEST_CASE("a packet comes out after the delay; none is lost without loss") {
  Direction way({150ms, 0, 0}, 1);
  for (int i = 0; i < 1'000; ++i) CHECK(way.pass(1'500, SteadyTime{1s * i}) == SteadyTime{1s * i + 150ms});
  CHECK(way.packets() == 1'000);
  CHECK(way.bytes() == 1'500'000);
  CHECK(way.lost() == 0);
}

TEST_CASE("the share that is lost is the one asked for, the same for the same seed") {
  for (const double loss : {0.025, 0.3, 1.0}) {
    Direction one({0ms, loss, 0}, 7), same({0ms, loss, 0}, 7), other({0ms, loss, 0}, 8);
    std::size_t differ = 0;
    for (int i = 0; i < 20'000; ++i) {
      const auto out = one.pass(100, SteadyTime{});
      CHECK(out.has_value() == same.pass(100, SteadyTime{}).has_value());
      if (out.has_value() != other.pass(100, SteadyTime{}).has_value()) ++differ;
    }
    CHECK(static_cast<double>(one.lost()) == Approx(20'000 * loss).epsilon(0.1));
    CHECK((differ > 0) == (loss < 1));
  }
}

TEST_CASE("a rate spaces packets out, a full queue loses them, and a rest empties it") {
  Direction way({10ms, 0, 1'000, 2'000}, 1);  // 1,000 bytes a second, 2,000 may wait
  const SteadyTime start{1h};
  CHECK(way.pass(1'000, start) == start + 1s + 10ms);
  CHECK(way.pass(500, start) == start + 1'500ms + 10ms);
  CHECK(way.pass(500, start) == start + 2s + 10ms);
  CHECK(way.pass(500, start) == start + 2'500ms + 10ms);  // exactly 2,000 bytes waited before it
  CHECK_FALSE(way.pass(1, start).has_value());
  CHECK(way.lost() == 1);
  CHECK(way.pass(1'000, start + 1min) == start + 61s + 10ms);
}

TEST_CASE("the relay carries packets both ways, whole and in order, when their time has come") {
  int near[2], far[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, near) == 0);
  REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, far) == 0);
  VirtualClock clock(utc_from_ms(0));
  Relay relay(near[0], far[0], {100ms, 0, 0}, 1, clock);
  REQUIRE(::write(near[1], "one", 3) == 3);
  REQUIRE(::write(near[1], "three", 5) == 5);
  REQUIRE(::write(far[1], "back", 4) == 4);
  char buffer[16];
  relay.step(0ms);
  CHECK(::read(far[1], buffer, sizeof buffer) < 0);
  clock.advance(99ms);
  relay.step(0ms);
  CHECK(::read(far[1], buffer, sizeof buffer) < 0);
  clock.advance(1ms);
  relay.step(0ms);
  CHECK(::read(far[1], buffer, sizeof buffer) == 3);
  CHECK(::read(far[1], buffer, sizeof buffer) == 5);
  CHECK(::read(near[1], buffer, sizeof buffer) == 4);
  for (const int fd : {near[0], near[1], far[0], far[1]}) ::close(fd);
}
