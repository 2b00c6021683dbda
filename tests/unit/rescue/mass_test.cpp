// F6: when many entrapments are one incident, and how often a telephone is told of it.
#include <catch2/catch.hpp>

#include "common/rescue/mass.hpp"

using namespace liftguard;
using namespace liftguard::rescue;
using namespace std::chrono_literals;

namespace {

constexpr UtcTime kNow = utc_from_ms(1'795'000'000'000);
constexpr Grouping kEstateMains{Extent::estate, MassCause::mains_loss};
constexpr Grouping kEstateMany{Extent::estate, MassCause::many};
constexpr Grouping kDistrictMains{Extent::district, MassCause::mains_loss};
constexpr Grouping kDistrictMany{Extent::district, MassCause::many};

}  // namespace

TEST_CASE("F6: entrapments are grouped from these numbers on, the widest extent first") {
  struct Case {
    MassCounts counts;
    bool named;
    std::optional<Grouping> grouping;
  };
  const Case cases[] = {{{1, 1, 1, 1}, true, std::nullopt},     {{0, 2, 0, 2}, true, std::nullopt},
                        {{1, 2, 1, 2}, true, std::nullopt},     {{2, 2, 2, 2}, true, kEstateMains},
                        {{0, 3, 0, 3}, true, kEstateMany},      {{2, 3, 3, 9}, true, kEstateMains},
                        {{2, 2, 4, 4}, true, kDistrictMains},   {{0, 3, 0, 10}, true, kDistrictMany},
                        {{0, 1, 0, 9}, true, std::nullopt},     {{1, 1, 4, 4}, true, kDistrictMains},
                        {{3, 9, 3, 9}, false, std::nullopt},    {{0, 1, 0, 10}, false, kDistrictMany},
                        {{4, 10, 4, 10}, false, kDistrictMains}};
  for (const Case& c : cases) {
    INFO(c.counts.estate_mains << " " << c.counts.estate_any << " " << c.counts.district_mains << " "
                               << c.counts.district_any);
    CHECK(group(c.counts, c.named) == c.grouping);
  }
}

TEST_CASE("F6: an incident grows while the last order came at most ten minutes ago") {
  CHECK(still_growing(kNow, kNow + 10min));
  CHECK_FALSE(still_growing(kNow, kNow + 10min + 1ms));
}

TEST_CASE("F6: a telephone is told at once, after 15 s, and then once a minute") {
  CHECK(next_telling(0, UtcTime{}, kNow) == kNow);
  CHECK(next_telling(1, kNow, kNow + 1s) == kNow + 15s);
  CHECK(next_telling(1, kNow, kNow + 16s) == kNow + 16s);
  CHECK(next_telling(2, kNow, kNow + 16s) == kNow + 60s);
  CHECK(next_telling(99, kNow, kNow + 2min) == kNow + 2min);
}
