#include <chrono>
#include <cstdint>
#include <limits>

#include <catch2/catch.hpp>

#include "common/base/calendar.hpp"
#include "gateway/ingest/happened.hpp"

using namespace liftguard;
using namespace std::chrono_literals;
using gateway::happened_at;
using wire::Stamp;
using wire::TimeQuality;

namespace {

const UtcTime kReceived = *parse_iso("2026-11-22T06:00:00Z");

Stamp stamp(UtcTime wall, TimeQuality quality, std::chrono::microseconds uptime, std::uint64_t boot = 1) {
  return {wall, quality, uptime.count(), boot};
}

}  // namespace

TEST_CASE("A9: a synchronised box's own time counts, however late its message") {
  const UtcTime then = kReceived - 72h;
  CHECK(happened_at(stamp(then, TimeQuality::synchronised, 5s), stamp(kReceived, TimeQuality::synchronised, 9s),
                    kReceived) == then);
}

TEST_CASE("a synchronised clock a little ahead gives the time of receipt, one far ahead is not believed") {
  const Stamp sent = stamp(kReceived, TimeQuality::synchronised, 60s);
  CHECK(happened_at(stamp(kReceived + 2s, TimeQuality::synchronised, 50s), sent, kReceived) == kReceived);
  CHECK(happened_at(stamp(kReceived + 2001ms, TimeQuality::synchronised, 50s), sent, kReceived) == kReceived - 10s);
}

TEST_CASE("D3: 1970, 2038, 2100 and next year from a box are replaced by its uptime's word") {
  for (const char* wall :
       {"1970-01-01T00:00:00Z", "2038-01-19T03:14:08Z", "2100-01-01T00:00:00Z", "2027-11-22T06:00:00Z"})
    for (const auto quality : {TimeQuality::unset, TimeQuality::free_running, TimeQuality::synchronised}) {
      INFO(wall);
      const Stamp at = stamp(*parse_iso(wall), quality, 100s);
      CHECK(happened_at(at, stamp(at.wall, quality, 130s), kReceived) == kReceived - 30s);
    }
}

TEST_CASE("D5: a box unsynchronised at boot is re-dated by uptime once it sends") {
  const Stamp at = stamp(*parse_iso("1970-01-01T00:01:00Z"), TimeQuality::unset, 60s);
  const Stamp sent = stamp(kReceived, TimeQuality::synchronised, 3660s);
  CHECK(happened_at(at, sent, kReceived) == kReceived - 1h);
}

TEST_CASE("uptimes of different boots, or running backwards, say nothing") {
  const Stamp at = stamp(utc_from_ms(0), TimeQuality::unset, 60s, 1);
  CHECK(happened_at(at, stamp(kReceived, TimeQuality::synchronised, 3660s, 2), kReceived) == kReceived);
  CHECK(happened_at(at, stamp(kReceived, TimeQuality::synchronised, 59s, 1), kReceived) == kReceived);
  const Stamp running = stamp(kReceived - 5min, TimeQuality::free_running, 60s, 1);
  CHECK(happened_at(running, stamp(kReceived, TimeQuality::free_running, 9s, 2), kReceived) == kReceived - 5min);
}

TEST_CASE("no input gives a time after receipt or before every journal") {
  const std::int64_t far = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t wall : {far / 1000, -far / 1000, std::int64_t{0}})
    for (const std::int64_t uptime : {far / 2, std::int64_t{0}, -far / 2})
      for (const std::int64_t sent_uptime : {far / 2, std::int64_t{0}, -far / 2})
        for (const auto quality : {TimeQuality::unset, TimeQuality::free_running, TimeQuality::synchronised}) {
          const UtcTime at = happened_at({utc_from_ms(wall), quality, uptime, 1},
                                         {utc_from_ms(wall), quality, sent_uptime, 1}, kReceived);
          CHECK(at <= kReceived);
          CHECK(at >= kReceived - gateway::kOldest);
        }
}
