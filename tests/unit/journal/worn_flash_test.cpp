// What becomes of a journal whose flash wears out, cannot be read in places, or fails to sync.
#include <catch2/catch.hpp>

#include "tests/unit/journal/model.hpp"

using namespace liftguard;
using namespace liftguard::test;
using journal::Draft;
using journal::RegionName;

namespace {

struct Bench {
  Bench() { open(); }
  void open() {
    journal.reset();
    journal.emplace(flash, small_options(ids));
  }
  Result<std::vector<RecordKey>> try_append(Lane lane, EventKind kind = EventKind::trapped, std::size_t bytes = 100) {
    const auto record = model.make_bytes(bytes);
    const Draft draft{lane, kind, record};
    return journal->append({&draft, 1}, {});
  }
  RecordKey append(Lane lane) {
    const auto keys = try_append(lane);
    REQUIRE(keys.has_value());
    return keys->front();
  }
  void confirm(const RecordKey& key) {
    (void)journal->confirm({key.journal, 7, {{key.lane, key.seq, {}}}}, SteadyTime{});
  }
  [[nodiscard]] const journal::RegionWear& wear(RegionName region) {
    wear_now = journal->wear();
    return wear_now.regions[static_cast<std::size_t>(region)];
  }

  FakeFlash flash{kSmall, 1};
  Model model{1};
  std::mt19937 ids{1};
  std::optional<Journal> journal;
  journal::Wear wear_now;
};

constexpr std::uint32_t kAlarmSectors = 8;

}  // namespace

TEST_CASE("wear is counted for each sector and comes back after a restart") {
  Bench bench;
  CHECK(bench.wear(RegionName::alarm).sectors == kAlarmSectors);
  CHECK(bench.wear(RegionName::alarm).erases == 0);
  for (int i = 0; i < 1'000; ++i) bench.confirm(bench.append(Lane::alarm));
  const auto before = bench.wear(RegionName::alarm);
  const auto state = bench.wear(RegionName::state);
  CHECK(before.erases + state.erases == bench.flash.erases());
  CHECK(before.most <= before.erases / kAlarmSectors + 1);  // evenly
  CHECK(before.erases > 40);
  bench.open();
  CHECK(bench.wear(RegionName::alarm).erases == before.erases);
  CHECK(bench.wear(RegionName::alarm).most == before.most);
  CHECK(bench.wear(RegionName::alarm).worn_out == 0);
}

TEST_CASE("a sector that fails its erase or program is retired for good, and nothing is lost or refused for it") {
  const std::uint32_t worn = GENERATE(0U, 1U, 3U, 7U);
  Bench bench;
  std::vector<RecordKey> waiting;
  for (int i = 0; i < 700; ++i) {
    if (i == 50) bench.flash.wear_out(worn);
    const auto key = bench.append(Lane::alarm);
    if (i % 50 == 0)
      waiting.push_back(key);
    else
      (void)bench.journal->confirm({key.journal, 7, {{key.lane, 0, {{key.seq, key.seq}}}}}, SteadyTime{});
  }
  CHECK(bench.wear(RegionName::alarm).worn_out == 1);
  bench.open();
  CHECK(bench.wear(RegionName::alarm).worn_out == 1);
  CHECK_FALSE(bench.journal->opened().new_journal_id);  // what a worn sector holds is no doubt about our history
  for (const auto& key : waiting) CHECK(bench.journal->is_unconfirmed(key));
  CHECK(bench.append(Lane::alarm).seq == 701);
}

TEST_CASE("an alarm is taken for as long as any sector of any lane can be written") {
  Bench bench;
  for (std::uint32_t s = 0; s < kAlarmSectors; ++s) bench.flash.wear_out(s);
  const auto first = bench.append(Lane::alarm);
  CHECK(bench.wear(RegionName::alarm).worn_out == kAlarmSectors);
  for (std::uint32_t s = kAlarmSectors; s < kAlarmSectors + 4; ++s) bench.flash.wear_out(s);  // the events'
  std::vector<RecordKey> waiting{first};
  for (int i = 0; i < 20; ++i) waiting.push_back(bench.append(Lane::alarm));
  bench.open();
  for (const auto& key : waiting) CHECK(bench.journal->is_unconfirmed(key));
}

TEST_CASE("the small state moves to other sectors when its own are worn out") {
  Bench bench;
  for (std::uint32_t s = 16; s < 19; ++s) bench.flash.wear_out(s);
  const Bytes state{1, 2, 3};
  bench.journal->save_kept(state);
  for (int i = 0; i < 400; ++i) {
    bench.confirm(bench.append(Lane::bulk));
    if (i % 10 == 0) (void)bench.journal->save_marks();
  }
  bench.open();
  CHECK(Bytes(bench.journal->kept().begin(), bench.journal->kept().end()) == state);
  CHECK(bench.journal->unconfirmed(Lane::bulk) < 12);
  CHECK(bench.wear(RegionName::state).worn_out == 3);
}

TEST_CASE("with every sector worn out the journal says so and keeps what it has") {
  Bench bench;
  const auto key = bench.append(Lane::alarm);
  for (std::uint32_t s = 0; s < kSmall.sectors; ++s) bench.flash.wear_out(s);
  CHECK(bench.try_append(Lane::alarm).error().code == "full");
  CHECK(bench.try_append(Lane::alarm).error().code == "full");
  CHECK(bench.journal->read(key).has_value());
  CHECK(bench.journal->is_unconfirmed(key));
}

TEST_CASE("C3: a sector that cannot be read is damage, and no end of the journal") {
  Bench bench;
  const auto alarm = bench.append(Lane::alarm);
  const auto event = bench.append(Lane::event);
  const auto id = bench.journal->id();
  bench.flash.make_unreadable(0);
  CHECK(bench.journal->read(alarm).error().code == "rot");
  bench.open();
  CHECK(bench.journal->opened().damaged == 1);
  CHECK(bench.journal->id() != id);
  CHECK(bench.journal->is_unconfirmed(event));
  const auto second = bench.journal->id();
  bench.open();
  CHECK(bench.journal->id() == second);
  CHECK(bench.append(Lane::alarm).journal == second);
}

TEST_CASE("B10: a journal whose sync has failed never writes again") {
  Bench bench;
  bench.append(Lane::alarm);
  bench.flash.fail_sync_at(bench.flash.operations() + 1);
  CHECK_THROWS_AS(bench.try_append(Lane::alarm), journal::DeviceError);
  const auto operations = bench.flash.operations();
  CHECK_THROWS_AS(bench.try_append(Lane::alarm), journal::DeviceError);
  CHECK_THROWS_AS(bench.journal->save_kept(Bytes{1}), journal::DeviceError);
  CHECK(bench.flash.operations() == operations);
}
