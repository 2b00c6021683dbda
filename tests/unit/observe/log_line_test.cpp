#include <catch2/catch.hpp>

#include "common/observe/log_line.hpp"

using namespace liftguard::observe;

namespace {

std::string line(std::string_view message) {
  return log_line({"2026-11-22T06:00:00.123Z", "info", "gateway"}, message);
}

}  // namespace

TEST_CASE("a log line is pairs of keys and values that a person can read") {
  CHECK(line("ready with 64 slots") ==
        R"(ts=2026-11-22T06:00:00.123Z level=info part=gateway msg="ready with 64 slots")");
  CHECK(line(with_fields("alarm committed", {{"trace", "3d0b3164ec04b651"}, {"order", "42"}, {"empty", ""}})) ==
        R"(ts=2026-11-22T06:00:00.123Z level=info part=gateway msg="alarm committed" trace=3d0b3164ec04b651 order=42)");
}

TEST_CASE("nothing in a message or a field makes a second line or another field") {
  CHECK(line("said \"no\"\nlevel=critical \\") ==
        R"(ts=2026-11-22T06:00:00.123Z level=info part=gateway msg="said \"no\" level=critical \\")");
  CHECK(with_fields("x", {{"what", "a b=c"}}).ends_with(R"( what="a b=c")"));
}

TEST_CASE("H27: telephone numbers are masked in whatever is logged, and nothing else is") {
  CHECK(masked("HTTP 500 13812345678, 19900000001.") == "HTTP 500 138******78, 199******01.");
  CHECK(masked("order 382772183040000008 at 1795000000000, 12345678901") ==
        "order 382772183040000008 at 1795000000000, 12345678901");
  CHECK(line(with_fields("sent", {{"to", "13812345678"}})).find("13812345678") == std::string::npos);
}
