// IIO's scan types, frames, frame times and mountings: tables of what is and what is refused.
#include <limits>

#include <catch2/catch.hpp>

#include "firmware/port/linux/iio/frame_layout.hpp"
#include "firmware/port/linux/iio/frame_time.hpp"
#include "firmware/port/linux/iio/mounting.hpp"

using namespace liftguard;
using namespace liftguard::port::iio;
using namespace std::chrono_literals;

namespace {

using Bytes = std::vector<std::uint8_t>;

Channel channel(std::string name, unsigned index, std::string_view type) {
  return {std::move(name), index, parse_scan_type(type).value()};
}

}  // namespace

TEST_CASE("scan types: a value out of its cell") {
  struct Row {
    const char* type;
    Bytes cell;
    std::int64_t value;
  };
  const auto row = GENERATE(values<Row>({
      {"le:s16/16>>0", {0xFE, 0xFF}, -2},
      {"le:s16/16", {0x34, 0x12}, 0x1234},
      {"be:s16/16>>0", {0xFF, 0xFE}, -2},
      {"le:s12/16>>4", {0xF0, 0x7F}, 2047},
      {"le:s12/16>>4", {0x0F, 0x80}, -2048},  // the low four bits are somebody else's
      {"be:s14/16>>2", {0x80, 0x03}, -8192},
      {"le:u12/16>>4", {0xF0, 0xFF}, 4095},
      {"be:u24/32>>8", {0x12, 0x34, 0x56, 0xAB}, 0x123456},
      {"be:u20/32>>12", {0xFF, 0xFF, 0xFF, 0xFF}, 0xFFFFF},
      {"le:s8/8>>0", {0x80}, -128},
      {"le:s24/32>>0", {0xFF, 0xFF, 0xFF, 0x77}, -1},  // spare bits above hold anything
      {"le:S1/8>>7", {0x80}, -1},
      {"le:s64/64>>0", {0, 0, 0, 0, 0, 0, 0, 0x80}, std::numeric_limits<std::int64_t>::min()},
      {"le:u64/64>>0", {0, 0, 0, 0, 0, 0, 0, 0x80}, std::numeric_limits<std::int64_t>::max()},
      {"le:s16/16X4>>0", {0x01, 0x00, 0x02, 0x00, 0, 0, 0, 0}, 1},
  }));
  CAPTURE(row.type);
  const auto type = parse_scan_type(row.type);
  REQUIRE(type.has_value());
  REQUIRE(row.cell.size() == type->bytes());
  CHECK(extract(*type, row.cell) == row.value);
}

TEST_CASE("scan types that are refused") {
  const auto* text = GENERATE("", "le", "le:", "le:s", "le:s16", "le:s16/", "le:s16/16>>", "le:s16/16>>1", "xe:s16/16",
                              "le:f32/32>>0", "le:s0/16", "le:s17/16", "le:s16/24", "le:s16/128", "le:s16/0",
                              "le:s16/16X0", "le:s16/16X3", "le:s16/16X32", "le:s16/16X", "le:s16/16>>0x",
                              "le:s16/16>>4294967295", "le:s99999999999/16", "le:s-1/16", "le:s16/16 ", "\xFF\x00z");
  CAPTURE(text);
  const auto type = parse_scan_type(text);
  REQUIRE(type.has_error());
  CHECK(type.error().code == "bad_scan_type");
}

TEST_CASE("frames: each cell at a multiple of its size, the whole a multiple of the largest") {
  struct Row {
    const char* first;
    const char* second;
    const char* third;
    std::size_t second_at, third_at, size;
  };
  const auto row = GENERATE(values<Row>({
      {"le:s16/16", "le:s16/16", "le:s64/64", 2, 8, 16},
      {"le:s8/8", "le:s32/32", "le:s8/8", 4, 8, 12},
      {"le:s8/8", "le:s8/8", "le:s8/8", 1, 2, 3},
      {"le:s64/64", "le:s8/8", "le:s16/16", 8, 10, 16},
      {"le:s8/8", "le:s16/16X4", "le:s8/8", 8, 16, 24},
      {"be:u24/32>>8", "le:s16/16", "le:s64/64", 4, 8, 16},
  }));
  // Handed over in the wrong order on purpose: the indices count.
  const auto layout =
      FrameLayout::of({channel("c", 30, row.third), channel("a", 1, row.first), channel("b", 7, row.second)});
  REQUIRE(layout.has_value());
  CHECK(layout->find("a")->offset == 0);
  CHECK(layout->find("b")->offset == row.second_at);
  CHECK(layout->find("c")->offset == row.third_at);
  CHECK(layout->size() == row.size);
  CHECK(layout->find("d") == nullptr);
}

TEST_CASE("frames that cannot be: none, twice one place, too many") {
  CHECK(FrameLayout::of({}).has_error());
  CHECK(FrameLayout::of({channel("a", 1, "le:s8/8"), channel("b", 1, "le:s8/8")}).has_error());
  std::vector<Channel> many;
  for (unsigned i = 0; i < 65; ++i) many.push_back(channel("a" + std::to_string(i), i, "le:s8/8"));
  CHECK(FrameLayout::of(many).has_error());
  many.pop_back();
  CHECK(FrameLayout::of(many)->size() == 64);
}

TEST_CASE("bytes become whole frames however they are cut") {
  Bytes sent;
  for (std::uint8_t i = 0; i < 50; ++i) sent.push_back(i);
  const auto step = GENERATE(1U, 2U, 4U, 5U, 6U, 11U, 50U);
  CAPTURE(step);
  FrameCutter cutter(5);
  Bytes got;
  for (std::size_t at = 0; at < sent.size(); at += step) {
    const auto frames = cutter.push(std::span(sent).subspan(at, std::min<std::size_t>(step, sent.size() - at)));
    CHECK(frames.size() % 5 == 0);
    got.insert(got.end(), frames.begin(), frames.end());
  }
  CHECK(got == sent);
}

TEST_CASE("frame times: a stamp that can be is taken, any other is replaced by the arrival") {
  constexpr auto kNow = SteadyTime{100s};
  struct Row {
    const char* what;
    std::optional<std::int64_t> stamp_ns;
    std::size_t behind;
    SteadyTime at;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"a good stamp", 99'990'000'000, 3, kNow - 10ms},
      {"now", 100'000'000'000, 0, kNow},
      {"a little ahead is now", 100'020'000'000, 0, kNow},
      {"too far ahead", 100'020'001'000, 0, kNow},
      {"just young enough", 97'000'000'000, 0, kNow - 3s},
      {"too old", 96'999'999'000, 0, kNow},
      {"wall clock", 1'700'000'000'000'000'000, 2, kNow - 20ms},
      {"zero", 0, 1, kNow - 10ms},
      {"lowest", std::numeric_limits<std::int64_t>::min(), 0, kNow},
      {"highest", std::numeric_limits<std::int64_t>::max(), 0, kNow},
      {"none", std::nullopt, 5, kNow - 50ms},
      {"none, and more behind than a buffer holds", std::nullopt, 100'000, kNow - 3s},
  }));
  CAPTURE(row.what);
  CHECK(frame_time(row.stamp_ns, row.behind, 10ms, kNow) == row.at);
}

TEST_CASE("mountings by axes") {
  struct Row {
    const char* axes;
    std::array<double, 3> car;  // of the sensor's 1, 2, 3
  };
  const auto row = GENERATE(values<Row>({
      {"x,y,z", {1, 2, 3}},
      {"y,-x,z", {2, -1, 3}},
      {"-x,-y,z", {-1, -2, 3}},
      {"z,x,y", {3, 1, 2}},
      {"x,-z,y", {1, -3, 2}},
  }));
  CAPTURE(row.axes);
  CHECK(Mounting::of_axes(row.axes).value().apply({1, 2, 3}) == row.car);
}

TEST_CASE("mountings that are refused") {
  const auto* axes = GENERATE("", "x", "x,y", "x,y,", "x,y,z,", "x,y,y", "-x,y,z", "y,x,z", "x y z", "a,b,c", "--x,y,z",
                              "x,y,z ", "x,y,-", "\xFF");
  CAPTURE(axes);
  CHECK(Mounting::of_axes(axes).has_error());
}

TEST_CASE("mountings by a matrix: a rotation to within 1 %") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(Mounting::of_matrix({0.6, -0.8, 0, 0.8, 0.6, 0, 0, 0, 1}).has_value());
  CHECK(Mounting::of_matrix({1.005, 0, 0, 0, 1, 0, 0, 0, 1}).has_value());
  CHECK(Mounting::of_matrix({1.02, 0, 0, 0, 1, 0, 0, 0, 1}).has_error());
  CHECK(Mounting::of_matrix({1, 0, 0, 0, 1, 0, 0, 0, -1}).has_error());
  CHECK(Mounting::of_matrix({1, 0, 0, 0, 1, 0, 0, nan, 1}).has_error());
  CHECK(Mounting::of_matrix({}).has_error());
  const auto wild = Mounting{}.apply({std::numeric_limits<double>::infinity(), 2, 3});
  CHECK(wild[1] == 2);
}
