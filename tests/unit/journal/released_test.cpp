// Images of journals as released versions left them: what a box finds on its flash after an update. The next change of
// the format adds an image here (tests/unit/journal/released/README.md).
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "tests/unit/journal/model.hpp"

using namespace liftguard;
using namespace liftguard::test;

namespace {

constexpr journal::Geometry kGeometry{1024, 14, 16};
constexpr journal::SectorCounts kCounts{5, 3, 3, 3};

FakeFlash flash_with(const char* image) {
  std::ifstream in(std::string(LIFTGUARD_RELEASED) + "/" + image, std::ios::binary);
  FakeFlash flash(kGeometry, 1);
  flash.bytes().assign(std::istreambuf_iterator<char>(in), {});
  REQUIRE(flash.bytes().size() == std::size_t{kGeometry.sector_size} * kGeometry.sectors);
  flash.settle();
  return flash;
}

// As they were made: `n` bytes that count up in sevens from n.
Bytes record_of(std::size_t n) {
  Bytes out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<std::uint8_t>(n + i * 7);
  return out;
}

}  // namespace

TEST_CASE("version 1's journal is read whole: numbers, what waits, marks, gaps and the engine's state") {
  auto flash = flash_with("journal_1.img");
  std::mt19937 ids(2);
  Journal journal(flash, small_options(ids, kCounts));
  CHECK_FALSE(journal.opened().formatted);
  CHECK_FALSE(journal.opened().new_journal_id);
  const auto id = journal.id();
  CHECK(id == 7692698082559361259U);
  CHECK(journal.incarnation() == 7);
  CHECK(Bytes(journal.kept().begin(), journal.kept().end()) == Bytes{1, 2, 3, 4});

  const auto check_waiting = [&](Lane lane, const std::vector<std::pair<std::uint64_t, std::size_t>>& wanted) {
    auto key = journal.next_unconfirmed(lane, std::nullopt);
    for (const auto& [seq, size] : wanted) {
      REQUIRE(key == RecordKey{id, lane, seq});
      const auto bytes = journal.read(*key);
      REQUIRE(bytes.has_value());
      const auto body = wire::decode_record(*bytes);
      const bool is_gap = body && std::holds_alternative<wire::GapBody>(*body);
      CHECK((is_gap || *bytes == record_of(size)));
      key = journal.next_unconfirmed(lane, key);
    }
    CHECK_FALSE(key);
  };
  check_waiting(Lane::alarm, {{4, 63}, {30, 89}, {31, 33}});
  check_waiting(Lane::event, {{3, 102}, {4, 103}, {5, 50}});
  check_waiting(Lane::bulk, {{42, 128}, {43, 128}, {44, 128}, {45, 128}, {46, 105}, {63, 128}, {64, 119}});

  const auto record = record_of(40);
  const journal::Draft draft{Lane::alarm, EventKind::trapped, record};
  CHECK(journal.append({&draft, 1}, {})->front() == RecordKey{id, Lane::alarm, 32});
}

TEST_CASE("version 1 told no wear: counting begins") {
  auto flash = flash_with("journal_1.img");
  std::mt19937 ids(2);
  Journal journal(flash, small_options(ids, kCounts));
  for (const auto& region : journal.wear().regions) CHECK(region.most == 0);
  const auto record = record_of(100);
  for (int i = 0; i < 50; ++i) {
    const journal::Draft draft{Lane::event, EventKind::mains_lost, record};
    REQUIRE(journal.append({&draft, 1}, {}).has_value());
  }
  const auto erases = journal.wear().regions[1].erases;
  CHECK(erases >= 5);
  Journal again(flash, small_options(ids, kCounts));
  CHECK(again.wear().regions[1].erases >= erases);
}

// What version 1 does not know it passes over: kinds of items, flags and what stands behind what it knows of a payload.
// This reader promises the same to the next version.
TEST_CASE("a frame with kinds of items of a later version is read as far as it is known") {
  FakeFlash flash(kGeometry, 1);
  std::mt19937 ids(1);
  std::uint64_t id = 0;
  {
    Journal journal(flash, small_options(ids, kCounts));
    id = journal.id();
  }
  journal::FrameWriter frame;
  const auto record = record_of(50);
  frame.add({static_cast<journal::ItemKind>(200)}, record_of(20));
  frame.add({journal::ItemKind::record, Lane::alarm, EventKind::trapped, 1, id, 0x80}, record);
  frame.add({static_cast<journal::ItemKind>(201)}, Bytes{});
  flash.program(0, frame.finish({100, id, {2, 1, 1}}, {0, 0}, kGeometry.program_size));
  flash.sync();
  Journal journal(flash, small_options(ids, kCounts));
  CHECK(journal.id() == id);
  CHECK(*journal.read({id, Lane::alarm, 1}) == record);
  CHECK(journal.records(Lane::alarm) == 1);
}
