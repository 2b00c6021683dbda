// Random reordering, loss, repeats, gaps and forged numbers against a plain model of what is stored.
#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "gateway/ingest/lane_cursor.hpp"

using liftguard::gateway::LaneCursor;
using liftguard::gateway::Placement;
using liftguard::gateway::SeqRange;

namespace {

// Everything the cursor would confirm has been stored or declared gone: the honest confirmation (O3).
void check_honest(const LaneCursor& cursor, const std::set<std::uint64_t>& settled, std::uint64_t highest) {
  for (std::uint64_t seq = 1; seq <= highest; ++seq)
    if (cursor.contains(seq)) REQUIRE(settled.contains(seq));
  REQUIRE(cursor.highest() <= highest);
  for (std::size_t i = 0; i < cursor.ranges().size(); ++i) {
    const std::uint64_t below = i == 0 ? cursor.contiguous() : cursor.ranges()[i - 1].last;
    REQUIRE(cursor.ranges()[i].first > below + 1);
  }
}

}  // namespace

TEST_CASE("A7, A8, E4: whatever order, repeats and forgeries, only what is settled is confirmed, and in the end all") {
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    const std::uint64_t count = 1 + random() % 400;
    LaneCursor cursor;
    std::set<std::uint64_t> settled;
    std::vector<std::uint64_t> under_way;
    for (std::uint64_t seq = 1; seq <= count; ++seq)
      for (std::uint64_t copies = 1 + random() % 3; copies > 0; --copies) under_way.push_back(seq);
    std::shuffle(under_way.begin(), under_way.end(), random);

    for (const std::uint64_t seq : under_way) {
      switch (random() % 20) {
        case 0:
          CHECK(cursor.add((std::uint64_t{1} << 62) + random() % 1000) == Placement::jump);
          break;
        case 1: {  // the box says that a few will never come
          const std::uint64_t last = std::min(count, seq + random() % 4);
          if (const auto placed = cursor.add(SeqRange{seq, last}); placed != Placement::no_room)
            for (std::uint64_t gone = seq; gone <= last; ++gone) settled.insert(gone);
          break;
        }
        default:
          settled.insert(seq);
          static_cast<void>(cursor.add(seq));
      }
      if (random() % 16 == 0) check_honest(cursor, settled, count);
    }
    check_honest(cursor, settled, count);

    // Resends in order, as the box makes them, bring everything to an end.
    for (std::uint64_t seq = 1; seq <= count; ++seq) static_cast<void>(cursor.add(seq));
    CHECK(cursor == LaneCursor(count));
  }
}

TEST_CASE("a cursor survives its text at every state that can be reached") {
  std::mt19937_64 random(7);
  LaneCursor cursor;
  for (int i = 0; i < 2000; ++i) {
    static_cast<void>(cursor.add(1 + random() % 1500));
    REQUIRE(LaneCursor::parse(cursor.contiguous(), cursor.ranges_text()) == cursor);
  }
}
