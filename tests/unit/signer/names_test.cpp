#include <catch2/catch.hpp>

#include "gateway/signer/names.hpp"

using namespace liftguard::signer;

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
