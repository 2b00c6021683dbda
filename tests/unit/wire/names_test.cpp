#include <string>

#include <catch2/catch.hpp>

#include "common/wire/names.hpp"
#include "common/wire/state.hpp"
#include "common/wire/topics.hpp"

using namespace liftguard;
using namespace liftguard::wire;

TEST_CASE("a monitor's name is one level of a topic: letters, digits, hyphens, at most 32") {
  for (const char* name : {"LG-000001", "a", "7", "0123456789abcdef0123456789ABCDEF"}) {
    INFO(name);
    CHECK(check_monitor_name(name));
  }
  for (const std::string& name : {std::string{}, std::string(33, 'x'), std::string("LG/1"), std::string("LG+1"),
                                  std::string("#"), std::string("LG 1"), std::string("电梯"),
                                  std::string("LG\0"
                                              "1",
                                              4),
                                  std::string("LG\n1"), std::string("LG_1"), std::string("LG.1")}) {
    INFO(name);
    CHECK_FALSE(check_monitor_name(name));
  }
}

TEST_CASE("E14: no box gets a name that the broker would take for a session of ours") {
  for (const char* name :
       {"gateway", "gateway-31", "Gateway-31", "GATEWAY", "platform", "platform-1", "broker", "liftguard-x"}) {
    INFO(name);
    REQUIRE_FALSE(check_monitor_name(name));
    CHECK(check_monitor_name(name).error().code == "reserved_name");
    CHECK_FALSE(is_monitor_name(name));
  }
  CHECK(check_monitor_name("gateway-31").error().detail.find("gateway-") != std::string::npos);
  for (const char* name : {"gateways", "gate", "LG-gateway-31"}) CHECK(check_monitor_name(name));
}

TEST_CASE("E14: what comes under a service's name is no message of a monitor") {
  const std::string name = "gateway-31";
  CHECK_FALSE(parse_topic(up_topic(name, Lane::alarm)));
  CHECK_FALSE(parse_topic(state_topic(name)));
  CHECK(decode_state(encode(State{name, Will{1, 1}})).error().detail == "monitor");
}
