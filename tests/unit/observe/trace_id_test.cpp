#include <catch2/catch.hpp>

#include "common/observe/trace_id.hpp"

using liftguard::observe::trace_id;

// From Python: hashlib.blake2b(b"LG-000001/7/alarm/42", digest_size=16).hexdigest()[:16]
TEST_CASE("a trace is the beginning of a hash over the record's identity, the same whoever computes it") {
  CHECK(trace_id("LG-000001", 7, "alarm", 42) == "3d0b3164ec04b651");
  CHECK(trace_id("LG-000001/7/alarm/42") == "3d0b3164ec04b651");
  CHECK(trace_id("LG-000001", 7, "alarm", 43) != "3d0b3164ec04b651");
}
