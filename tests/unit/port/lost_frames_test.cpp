// Frames that nobody read, by the gaps between stamps.
#include <catch2/catch.hpp>

#include "firmware/port/linux/iio/lost_frames.hpp"

using liftguard::port::iio::LostFrames;
using namespace std::chrono_literals;

TEST_CASE("lost frames: what is missing between two stamps, to the nearest frame") {
  struct Row {
    const char* what;
    std::vector<std::chrono::microseconds> stamps;
    std::uint64_t lost;
  };
  const auto row = GENERATE(values<Row>({
      {"nothing came", {}, 0},
      {"one alone", {7s}, 0},
      {"as they should", {0ms, 10ms, 20ms, 30ms}, 0},
      {"jitter", {0ms, 14999us, 20ms, 34999us}, 0},
      {"one is missing", {0ms, 15ms, 25ms}, 1},
      {"three are missing", {0ms, 40ms}, 3},
      {"twice", {0ms, 20ms, 30ms, 60ms}, 3},
      {"all of the longest gap", {0s, 5s}, 499},
      {"beyond it nothing is known", {0s, 5s + 1us, 5s + 10ms}, 0},
      {"backward", {10s, 1s, 1010ms}, 0},
      {"the same", {10s, 10s}, 0},
  }));
  CAPTURE(row.what);
  LostFrames lost(10ms);
  for (const auto stamp : row.stamps) lost.take(std::chrono::nanoseconds(stamp).count());
  CHECK(lost.count() == row.lost);
}
