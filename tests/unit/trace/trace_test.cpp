// The trace format: reading, writing, refusing.
#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "common/trace/numbers.hpp"
#include "common/trace/row_reader.hpp"
#include "common/trace/row_writer.hpp"

namespace liftguard::trace {
namespace {

using Outcome = RowReader::Outcome;

// Pushes lines until one is refused; gives "line:column what", or the number of rows.
std::string read(const std::string& text, RowReader& reader) {
  std::size_t rows = 0, at = 0;
  while (at < text.size()) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto outcome = reader.push(std::string_view(text).substr(at, end - at));
    if (outcome == Outcome::error) return describe("f", reader.error());
    rows += outcome == Outcome::row ? 1 : 0;
    at = end + 1;
  }
  if (reader.finish() == Outcome::error) return describe("f", reader.error());
  return std::to_string(rows) + " rows";
}

const std::string kHead = "# liftguard-trace: 1\n";

TEST_CASE("trace: metadata, columns in any order, empty cells") {
  RowReader reader;
  CHECK(read(kHead + "# source: simulated x\n# floors: -1:0.00 1:4.50 大堂:7.5\n# start_floor: 1\n# rated_speed: 1.75\n"
                     "# note: what nobody knows\naz,t_ms,ax,ay,door\n9.81,0,0,0.5,1\n,10.5,,,\n",
             reader) == "2 rows");
  CHECK(reader.header().source == "simulated x");
  REQUIRE(reader.header().floors.size() == 3);
  CHECK(reader.header().floors[0].label == "-1");
  CHECK(reader.header().floors[2].label == "大堂");
  CHECK(reader.header().floors[2].height_m == 7.5);
  CHECK(reader.header().rated_speed == 1.75);
  CHECK(reader.row().t_us == 10'500);
  CHECK_FALSE(reader.row().az.has_value());
}

TEST_CASE("trace: what a sensor gave may be nan, a byte order mark and CRLF are taken") {
  RowReader reader;
  CHECK(read("\xEF\xBB\xBF# liftguard-trace: 1\r\nt_ms,p_pa\r\n0,nan\r\n1,-inf\r\n", reader) == "2 rows");
  CHECK(std::isinf(*reader.row().p_pa));
}

TEST_CASE("trace: what is wrong is refused with line and column") {
  struct Case {
    const char* text;
    const char* refusal;
  };
  const auto c = GENERATE(
      Case{"t_ms\n0\n", "f:1:1: the first line must be '# liftguard-trace: 1'"},
      Case{"# liftguard-trace: 2\n", "f:1:20: version '2' is not known, only 1"},
      Case{"# liftguard-trace: 1\n", "f:2:1: the file ends before its header row"},
      Case{"# liftguard-trace: 1\n# floors: 1:0 2:x\n", "f:2:15: floors must be label:height pairs, not '2:x'"},
      Case{"# liftguard-trace: 1\n# floors: 1:3 2:1\n", "f:2:15: floors must rise: '2:1'"},
      Case{"# liftguard-trace: 1\n# rated_speed: -1\n", "f:2:16: rated_speed must be a number above 0"},
      Case{"# liftguard-trace: 1\nt_ms,speed\n", "f:2:6: unknown column 'speed'"},
      Case{"# liftguard-trace: 1\nt_ms,ax,ax\n", "f:2:9: column 'ax' stands twice"},
      Case{"# liftguard-trace: 1\nax,ay\n", "f:2:1: there is no column t_ms"},
      Case{"# liftguard-trace: 1\nt_ms,door\n0,1\n5\n", "f:4:2: the row has too few cells"},
      Case{"# liftguard-trace: 1\nt_ms,door\n0,1,\n", "f:3:5: the row has too many cells"},
      Case{"# liftguard-trace: 1\nt_ms,door\n0,2\n", "f:3:3: a switch must be 0 or 1: '2'"},
      Case{"# liftguard-trace: 1\nt_ms,p_pa\n0,9.8x\n", "f:3:3: not a number: '9.8x'"},
      Case{"# liftguard-trace: 1\nt_ms,p_pa\n,9.8\n", "f:3:1: t_ms must be a number: ''"},
      Case{"# liftguard-trace: 1\nt_ms,p_pa\n-1,9.8\n", "f:3:1: t_ms is out of range: '-1'"},
      Case{"# liftguard-trace: 1\nt_ms,p_pa\nnan,9.8\n", "f:3:1: t_ms must be a number: 'nan'"},
      Case{"# liftguard-trace: 1\nt_ms,p_pa\n10,9.8\n9,9.8\n", "f:4:1: t_ms goes back"},
      Case{"# liftguard-trace: 1\nt_ms,p_pa\n10,9.8\n\n11,9.8\n", "f:4:1: t_ms must be a number: ''"});
  RowReader reader;
  CHECK(read(c.text, reader) == c.refusal);
}

TEST_CASE("trace: metadata that cannot be true is refused at its own place") {
  struct Case {
    const char* lines;
    const char* refusal;
  };
  const auto c =
      GENERATE(Case{"# floors: 1:0 1:3\n", "f:2:15: two floors have one label: '1:3'"},
               Case{"#  rated_speed:   x\n", "f:2:19: rated_speed must be a number above 0"},
               Case{"# floors: 1:0\n# floors: 1:0\n", "f:3:3: key 'floors' stands twice"},
               Case{"# liftguard-trace: 1\n", "f:2:3: key 'liftguard-trace' stands twice"},
               Case{"# start: yesterday\n", "f:2:10: start must be an ISO 8601 time with its offset, not 'yesterday'"},
               Case{"# start: 2026-01-01T00:00:00\n",
                    "f:2:10: start must be an ISO 8601 time with its offset, not '2026-01-01T00:00:00'"},
               Case{"# note: \xFF\n", "f:2:9: metadata must be UTF-8"});
  RowReader reader;
  CHECK(read(kHead + c.lines + "t_ms\n0\n", reader) == c.refusal);
}

TEST_CASE("trace: metadata that may be: a start with offset, comments of one key") {
  RowReader reader;
  CHECK(read(kHead + "# start: 2026-01-01T00:00:00+08:00\n# note: 困\n# note: b\nt_ms\n0\n", reader) == "1 rows");
  CHECK(reader.header().start == "2026-01-01T00:00:00+08:00");
}

TEST_CASE("trace: acceleration has all of its three axes or none") {
  struct Case {
    const char* rows;
    const char* outcome;
  };
  const auto c = GENERATE(Case{"t_ms,az\n0,9.81\n", "f:2:1: acceleration needs all of the columns ax, ay and az"},
                          Case{"ax,ay,t_ms\n0,0,0\n", "f:2:1: acceleration needs all of the columns ax, ay and az"},
                          Case{"t_ms,ax,ay,az\n0,1,,3\n", "f:3:5: of ax, ay and az a row has all or none"},
                          Case{"t_ms,ax,p_pa,ay,az\n0,,,,3\n", "f:3:3: of ax, ay and az a row has all or none"},
                          Case{"t_ms,ax,ay,az\n0,1,2,\n", "f:3:7: of ax, ay and az a row has all or none"},
                          Case{"t_ms,ax,ay,az\n0,1,2,nan\n1,,,\n", "2 rows"});
  RowReader reader;
  CHECK(read(kHead + c.rows, reader) == c.outcome);
}

TEST_CASE("trace: a line has a bound, the first a small one") {
  RowReader first, metadata, row, longest;
  CHECK(read("# liftguard-trace: 1" + std::string(RowReader::kMaxFirstLine, ' ') + "\nt_ms\n", first) ==
        "f:1:1: the first line must be '# liftguard-trace: 1'");
  const std::string comment = "# " + std::string(RowReader::kMaxLine - 2, 'x');
  CHECK(read(kHead + comment + "x\nt_ms\n", metadata) == "f:2:65537: the line has more than 65536 bytes");
  CHECK(read(kHead + "t_ms\n" + std::string(RowReader::kMaxLine + 1, '0') + "\n", row) ==
        "f:3:65537: the line has more than 65536 bytes");
  CHECK(read(kHead + comment + "\nt_ms\n0\n", longest) == "1 rows");
}

std::string refusal_of(const std::string& text) {
  RowReader reader;
  return read(text, reader);
}

TEST_CASE("trace: after an error nothing more is taken") {
  RowReader reader;
  (void)reader.push("nonsense");
  CHECK(reader.push("# liftguard-trace: 1") == Outcome::error);
  CHECK(reader.error().line == 1);
}

TEST_CASE("trace: numbers are what from_chars says, to the last bit") {
  CHECK(rc::check("any double survives its text", [](double value) {
    const auto text = std::to_string(value);
    RC_ASSERT(parse_number(text) == std::stod(text));
  }));
  CHECK(parse_number("0.1") == 0.1);
  CHECK(parse_number("-9.80665") == -9.80665);
  CHECK(parse_number("101325.125") == 101325.125);
  CHECK(parse_number("123456789012345678") == 123456789012345678.0);
  CHECK(parse_number("1e3") == 1000.0);
  for (const char* bad : {"", "-", ".", "1.2.3", "1,2", " 1", "1 ", "+1", "0x10", "1e", "--1"}) {
    INFO(bad);
    CHECK_FALSE(parse_number(bad).has_value());
  }
}

TEST_CASE("trace: shortest decimals that keep the value") {
  const auto text = [](double value, int decimals) {
    std::string out;
    append_decimal(out, value, decimals);
    return out;
  };
  CHECK(text(9.8300, 4) == "9.83");
  CHECK(text(-0.00004, 4) == "0");
  CHECK(text(3, 4) == "3");
  CHECK(text(101325.1254, 3) == "101325.125");
  CHECK(text(100, 0) == "100");
}

TEST_CASE("trace: what is written is read back, and written again the same") {
  TraceHeader header;
  header.source = "simulated test";
  header.floors = {{"-1", 0}, {"1", 4.5}};
  header.start_floor = "1";
  header.rated_speed = 1.75;
  header.columns = all_columns();
  CHECK(rc::check("rows", [&] {
    Row row;
    row.t_us = *rc::gen::inRange<std::int64_t>(0, 100'000'000'000);
    row.ax = row.ay = 0.5F;
    row.az = static_cast<float>(*rc::gen::inRange(-400'000, 400'000)) / 10'000.0F;
    row.p_pa = static_cast<float>(*rc::gen::inRange(30'000, 110'000));
    row.door = *rc::gen::arbitrary<bool>();
    std::string text;
    write_header(text, header);
    write_row(text, header.columns, row);
    RowReader reader;
    RC_ASSERT(read(text, reader) == "1 rows");
    std::string again;
    write_header(again, reader.header());
    write_row(again, reader.header().columns, reader.row());
    RC_ASSERT(again == text);
  }));
  CHECK(refusal_of("x").starts_with("f:1:1"));
}

TEST_CASE("trace: no text makes the reader crash") {
  CHECK(rc::check("any lines", [](const std::string& a, const std::string& b) {
    RowReader reader;
    (void)read(kHead + a + "\nt_ms,p_pa,door\n" + b, reader);
  }));
}

}  // namespace
}  // namespace liftguard::trace
