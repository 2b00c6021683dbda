#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>

#include "simulators/fleet/chance.hpp"
#include "simulators/fleet/tally.hpp"

using namespace liftguard::fleet;
using std::chrono::microseconds;

TEST_CASE("percentiles are true to 3 % and never above the most") {
  Chance chance(11);
  Durations durations, first_half, second_half;
  std::vector<std::int64_t> all;
  for (int i = 0; i < 20'000; ++i) {
    const auto value = static_cast<std::int64_t>(std::exp(chance.uniform() * 16));  // 1 us to 9 s
    all.push_back(value);
    durations.add(microseconds(value));
    (i % 2 == 0 ? first_half : second_half).add(microseconds(value));
  }
  std::sort(all.begin(), all.end());
  first_half.add(second_half);
  for (const double share : {0.01, 0.5, 0.9, 0.99, 1.0}) {
    const auto at = static_cast<std::size_t>(std::ceil(share * static_cast<double>(all.size()))) - 1;
    CHECK(static_cast<double>(durations.percentile(share).count()) ==
          Approx(static_cast<double>(all[at])).epsilon(0.032).margin(1));
    CHECK(durations.percentile(share) == first_half.percentile(share));
  }
  CHECK(durations.percentile(1.0) == microseconds(all.back()));
  CHECK(Durations().percentile(0.99) == microseconds(0));
}

TEST_CASE("every class has its place: durations come back as themselves while they are small") {
  for (std::int64_t value = 0; value < 64; ++value) {
    Durations one;
    one.add(microseconds(value));
    CHECK(one.percentile(0.5) == microseconds(value));
  }
}

TEST_CASE("tallies add up member by member") {
  Tally a, b;
  a.connects = 1;
  b.connects = 2;
  b.raised = {1, 2, 3};
  b.back.add(microseconds(5));
  a.add(b);
  a.add(b);
  CHECK(a.connects == 5);
  CHECK(a.raised == std::array<std::uint64_t, 3>{2, 4, 6});
  CHECK(a.back.count() == 2);
  CHECK(to_json(a, {}, 1.5).find(R"("connects":5)") != std::string::npos);
}
