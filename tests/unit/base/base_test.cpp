#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "common/base/calendar.hpp"
#include "common/base/checksum.hpp"
#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/base/text.hpp"
#include "schemas/event_kind.hpp"

using namespace liftguard;
using namespace std::chrono_literals;

TEST_CASE("checksums give the catalogue's check values") {
  const std::string nine = "123456789";
  CHECK(crc32c({reinterpret_cast<const std::uint8_t*>(nine.data()), nine.size()}) == 0xE3069283);
  CHECK(crc16_ccitt_false(nine) == 0x29B1);
}

TEST_CASE("D7: a local day begins at 16:00 UTC of the day before") {
  const UtcTime last_ms = *parse_iso("2026-11-22T15:59:59.999Z");
  CHECK(local_date(last_ms) == std::chrono::year_month_day{2026y / 11 / 22});
  CHECK(local_date(last_ms + 1ms) == std::chrono::year_month_day{2026y / 11 / 23});
  CHECK(start_of_local_day(2026y / 11 / 23) == last_ms + 1ms);
}

TEST_CASE("D6: times beyond 2^31 seconds, before 1970 and leap days are written and read back") {
  for (const char* text : {"2038-01-19T03:14:08.001Z", "1969-12-31T23:59:59.999Z", "2028-02-29T00:00:00.000Z",
                           "2100-01-01T00:00:00.000Z"}) {
    INFO(text);
    REQUIRE(parse_iso(text));
    CHECK(format_iso_utc(*parse_iso(text)) == text);
  }
  CHECK(parse_iso("2026-11-22T14:32:05+08:00") == parse_iso("2026-11-22T06:32:05Z"));
  CHECK(format_local(*parse_iso("2026-11-22T06:32:05Z")) == "2026-11-22 14:32:05");
}

TEST_CASE("what is not a time is refused") {
  for (const char* text : {"", "2026-11-22", "2026-02-29T00:00:00Z", "2026-11-22T14:32:05", "2026-11-22T24:00:00Z",
                           "2026-11-22T14:32:05+0800", "2026-11-22T14:32:05.Z", "2026-11-22T14:32:05Zx",
                           "2026-+1-22T14:32:05Z", "2026-11- 2T14:32:05Z", "2026-11-22T14:32:05+-8:00"}) {
    INFO(text);
    CHECK_FALSE(parse_iso(text));
  }
}

TEST_CASE("ids are unique and rise, also when the clock steps back") {
  VirtualClock clock(utc_from_ms(1'800'000'000'000));
  IdMaker maker(clock, 7);
  std::set<std::int64_t> seen;
  std::int64_t last = 0;
  for (int i = 0; i < 10'000; ++i) {
    if (i == 5'000) clock.advance(-1h);
    const auto id = maker.make<OrderTag>();
    CHECK(id.value > last);
    last = id.value;
    seen.insert(id.value);
  }
  CHECK(seen.size() == 10'000);
}

TEST_CASE("an id's text is decimal and nothing else") {
  CHECK(parse_id(id_text(9'007'199'254'740'993)) == 9'007'199'254'740'993);
  for (const char* text : {"", "0", "-1", "01", "1 ", "1e3", "9223372036854775808", "x"}) CHECK_FALSE(parse_id(text));
}

TEST_CASE("E2: text from outside becomes valid UTF-8 of bounded length without control characters") {
  CHECK(is_utf8("湖州 lift"));
  CHECK_FALSE(is_utf8("\xC0\xAF"));
  CHECK_FALSE(is_utf8("\xED\xA0\x80"));
  CHECK(printable("a\r\nb\xFF", 100) == "a  b\xEF\xBF\xBD");
  CHECK(printable("湖州", 5) == "湖");
}

TEST_CASE("an anchored clock reports how far its source moved") {
  VirtualClock steady(utc_from_ms(0));
  AnchoredCivilClock civil(steady, utc_from_ms(1'000'000));
  steady.advance(5s);
  CHECK(civil.utc_now() == utc_from_ms(1'005'000));
  CHECK(civil.anchor(utc_from_ms(1'008'000)) == 3s);
  CHECK(civil.utc_now() == utc_from_ms(1'008'000));
}

TEST_CASE("EV-2: the event table has each kind once, by number and by name") {
  std::set<int> numbers;
  std::set<std::string_view> names;
  for (const auto& facts : kEventFacts) {
    CHECK(numbers.insert(static_cast<int>(facts.kind)).second);
    CHECK(names.insert(facts.name).second);
    CHECK(find_event(facts.name)->kind == facts.kind);
  }
  CHECK(find_event(EventKind::trapped)->effect == Effect::order);
  CHECK(find_event("no_such_kind") == nullptr);
}

TEST_CASE("bytes as hexadecimal text and back") {
  const std::vector<std::uint8_t> bytes{0x00, 0x0F, 0xA5, 0xFF};
  CHECK(to_hex(bytes) == "000fa5ff");
  CHECK(from_hex("000fa5ff") == bytes);
  CHECK(from_hex("") == std::vector<std::uint8_t>{});
  for (const std::string_view bad : {"0", "0g", "FF", "0x", " 0"}) CHECK_FALSE(from_hex(bad));
}
