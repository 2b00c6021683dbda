#include <string>

#include <catch2/catch.hpp>

#include "gateway/signer/names.hpp"

using namespace liftguard::signer;

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
  for (const char* name : {"gateway", "gateway-31", "Gateway-31", "GATEWAY", "platform", "platform-1", "broker"}) {
    INFO(name);
    REQUIRE_FALSE(check_monitor_name(name));
    CHECK(check_monitor_name(name).error().code == "reserved_name");
  }
  CHECK(check_monitor_name("gateways"));
}

TEST_CASE("a host is a DNS name or an IPv4 address and brings no second entry with it") {
  for (const char* host : {"localhost", "broker.example.com", "10.1.2.3", "a-b.c"}) {
    INFO(host);
    CHECK(check_host_name(host));
  }
  for (const char* host : {"", "a,DNS:evil", "a..b", "-a", "a-", "a b", "*.example.com", "a\nb"}) {
    INFO(host);
    CHECK_FALSE(check_host_name(host));
  }
}
