#include <catch2/catch.hpp>

#include "common/mqtt/inbox.hpp"

using namespace liftguard::mqtt;
using namespace std::chrono_literals;

TEST_CASE("an inbox drops messages above its bound and counts them, and keeps what is said of the connection") {
  Inbox inbox(2);
  for (int i = 0; i < 5; ++i) inbox.offer({1, Message{"t", std::to_string(i), false, false}});
  inbox.offer({1, Lost{"gone"}});
  CHECK(inbox.dropped() == 3);
  CHECK(std::get<Message>(inbox.wait(0us)->what).payload == "0");
  CHECK(std::get<Message>(inbox.wait(0us)->what).payload == "1");
  CHECK(std::get<Lost>(inbox.wait(0us)->what).reason == "gone");
  CHECK_FALSE(inbox.wait(0us));
  inbox.offer({1, Message{"t", "again", false, false}});
  CHECK(inbox.wait(0us));
}

TEST_CASE("a wake before the wait counts, once") {
  Inbox inbox(1);
  inbox.wake();
  const auto begin = std::chrono::steady_clock::now();
  CHECK_FALSE(inbox.wait(10s));
  CHECK(std::chrono::steady_clock::now() - begin < 5s);
}
