#include <cstdint>
#include <initializer_list>

#include <catch2/catch.hpp>

#include "gateway/ingest/lane_cursor.hpp"

using liftguard::gateway::LaneCursor;
using liftguard::gateway::Placement;
using liftguard::gateway::SeqRange;

namespace {

constexpr std::uint64_t kForged = std::uint64_t{1} << 63;

LaneCursor with(std::initializer_list<std::uint64_t> seqs) {
  LaneCursor cursor;
  for (const auto seq : seqs) CHECK(cursor.add(seq) == Placement::placed);
  return cursor;
}

}  // namespace

TEST_CASE("A8: N+2 before N+1 leaves a gap, and N+1 closes it") {
  LaneCursor cursor = with({1, 3});
  CHECK(cursor.contiguous() == 1);
  CHECK(cursor.ranges_text() == "3-3");
  CHECK_FALSE(cursor.contains(2));
  CHECK(cursor.add(2) == Placement::placed);
  CHECK(cursor.contiguous() == 3);
  CHECK(cursor.ranges().empty());
}

TEST_CASE("ranges that meet become one, whichever side comes first") {
  CHECK(with({5, 6, 7}).ranges_text() == "5-7");
  CHECK(with({7, 6, 5}).ranges_text() == "5-7");
  CHECK(with({5, 7, 6}).ranges_text() == "5-7");
  CHECK(with({5, 9, 7}).ranges_text() == "5-5,7-7,9-9");
}

TEST_CASE("what is there is known, and adding it again changes nothing") {
  LaneCursor cursor = with({1, 2, 5, 6});
  const LaneCursor before = cursor;
  for (const std::uint64_t seq : {1u, 2u, 5u, 6u}) CHECK(cursor.add(seq) == Placement::known);
  CHECK(cursor == before);
}

TEST_CASE("gap records move the mark over what will never come") {
  LaneCursor cursor = with({1, 2, 9, 12});
  CHECK(cursor.add(SeqRange{3, 8}) == Placement::placed);
  CHECK(cursor.contiguous() == 9);
  CHECK(cursor.add(SeqRange{2, 14}) == Placement::placed);
  CHECK(cursor.contiguous() == 14);
  CHECK(cursor.add(SeqRange{1, 14}) == Placement::known);
}

TEST_CASE("a range that spans several becomes one with all of them") {
  LaneCursor cursor = with({10, 12, 14, 20});
  CHECK(cursor.add(SeqRange{11, 17}) == Placement::placed);
  CHECK(cursor.ranges_text() == "10-17,20-20");
}

TEST_CASE("E4: a jump beyond the window is not taken into the cursor, later numbers still are") {
  LaneCursor cursor = with({1});
  CHECK(cursor.add(kForged) == Placement::jump);
  CHECK(cursor.add(kForged - 1) == Placement::jump);
  CHECK(cursor.add(1 + LaneCursor::kJumpWindow + 1) == Placement::jump);
  CHECK(cursor.highest() == 1);
  CHECK(cursor.add(2) == Placement::placed);
  CHECK(cursor.add(2 + LaneCursor::kJumpWindow) == Placement::placed);
  CHECK(cursor.contiguous() == 2);
}

TEST_CASE("E4: a forged gap up to 2^63 confirms nothing") {
  LaneCursor cursor = with({1});
  CHECK(cursor.add(SeqRange{2, kForged}) == Placement::jump);
  CHECK(cursor.contiguous() == 1);
}

TEST_CASE("the set of ranges is bounded, and the mark goes on all the same") {
  LaneCursor cursor;
  for (std::uint64_t i = 0; i < LaneCursor::kMaxRanges; ++i) CHECK(cursor.add(3 + 2 * i) == Placement::placed);
  CHECK(cursor.add(5'000) == Placement::no_room);
  CHECK_FALSE(cursor.contains(5'000));
  CHECK(cursor.add(4) == Placement::placed);  // joins two ranges
  CHECK(cursor.add(5'000) == Placement::placed);
  CHECK(cursor.add(9'000) == Placement::no_room);
  CHECK(cursor.add(1) == Placement::placed);
  CHECK(cursor.add(2) == Placement::placed);
  CHECK(cursor.contiguous() == 5);
}

TEST_CASE("a cursor is read back from its text, and nothing else is") {
  const LaneCursor cursor = with({1, 2, 5, 6, 9});
  CHECK(LaneCursor::parse(cursor.contiguous(), cursor.ranges_text()) == cursor);
  CHECK(LaneCursor::parse(0, "")->contiguous() == 0);
  for (const char* text : {"x", "5", "5-", "6-5", "5-6,", "5-6,6-7", "5-6,7-8", "9-9,5-5", "3-4", "5-6;8-9", "-1-2"}) {
    INFO(text);
    CHECK_FALSE(LaneCursor::parse(2, text));
  }
}
