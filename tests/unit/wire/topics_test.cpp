#include <catch2/catch.hpp>

#include "common/wire/topics.hpp"

using namespace liftguard;
using namespace liftguard::wire;

TEST_CASE("the slot is CRC-16/CCITT-FALSE of the monitor's name mod 64") {
  CHECK(slot_of("123456789") == 0x31);  // 0x29B1 mod 64
  CHECK(slot_text(slot_of("123456789")) == "31");
  CHECK(slot_text(5) == "05");
}

TEST_CASE("every topic that is made is parsed back to what it was made of") {
  const std::string monitor = "LG-000001";
  const auto slot = slot_of(monitor);
  const auto check = [&](const std::string& topic, Channel channel) {
    INFO(topic);
    const auto parsed = parse_topic(topic);
    REQUIRE(parsed);
    CHECK(parsed->slot == slot);
    CHECK(parsed->monitor == (channel == Channel::gateway ? "" : monitor));
    CHECK(parsed->channel == channel);
  };
  check(up_topic(monitor, Lane::alarm), Channel::up_alarm);
  check(up_topic(monitor, Lane::event), Channel::up_event);
  check(up_topic(monitor, Lane::bulk), Channel::up_bulk);
  check(state_topic(monitor), Channel::state);
  check(down_topic(monitor), Channel::down);
  check(gateway_topic(slot), Channel::gateway);
  CHECK(lane_of(Channel::up_event) == Lane::event);
  CHECK_FALSE(lane_of(Channel::down));
  CHECK(up_filter(slot, Lane::alarm) == "lift/1/" + slot_text(slot) + "/+/up/alarm");
  CHECK(state_filter(slot) == "lift/1/" + slot_text(slot) + "/+/state");
}

TEST_CASE("E7: a topic that no monitor of that slot can have is not parsed") {
  for (const char* topic :
       {"", "lift/1", "lift/1/31", "lift/1/31/123456789", "lift/1/31/123456789/up", "lift/1/31/123456789/up/clip",
        "lift/1/31/123456789/up/alarm/x", "lift/1/31/123456789/state/", "lift/1/30/123456789/state",
        "lift/1/0x31/123456789/state", "lift/1/31/1234 6789/state", "lift/1/31/+/state", "lift/1/40/gateway",
        "lift/1/F1/gateway", "lift/1/31/gateway/", "lift/2/31/123456789/state", "/lift/1/31/123456789/state"}) {
    INFO(topic);
    CHECK_FALSE(parse_topic(topic));
  }
  CHECK(parse_topic("lift/1/3f/gateway"));
}

TEST_CASE("a monitor's name is 1 to 32 letters, digits and hyphens") {
  CHECK(is_monitor_name(std::string(32, 'x')));
  CHECK(is_monitor_name("LG-000001"));
  for (const std::string& name : {std::string{}, std::string(33, 'x'), std::string{"a/b"}, std::string{"a+"},
                                  std::string{"湖"}, std::string{"a\0b", 3}, std::string{"a_b"}})
    CHECK_FALSE(is_monitor_name(name));
}
