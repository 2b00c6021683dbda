// C1: the power goes at every operation of random histories, and again during recovery. Every accepted record is there,
// whole; a step in flight is there whole or not at all; no number is ever given twice.
#include <catch2/catch.hpp>

#include "tests/unit/journal/model.hpp"

using namespace liftguard;
using namespace liftguard::test;

namespace {

std::uint64_t newest_of(const Journal& journal, const Model& model, Lane lane) {
  std::uint64_t newest = 0;
  for (const auto& [key, bytes] : model.records())
    if (key.journal == journal.id() && key.lane == lane) newest = std::max(newest, key.seq);
  return newest;
}

// A history that is the same for the same seed until the power goes.
using History = void (*)(FakeFlash&, Model&, std::mt19937&);

// All lanes; alarms and events are confirmed late, bulk never: it fills its space and drops.
void ordinary(FakeFlash& flash, Model& model, std::mt19937& ids) {
  Journal journal(flash, small_options(ids));
  for (int i = 0; i < 150; ++i) {
    append(journal, model, model.make_step());
    const auto what = model.random()() % 8;
    if (what < 3) {
      const auto lane = what == 0 ? Lane::event : Lane::alarm;
      const auto newest = newest_of(journal, model, lane);
      confirm_up_to(journal, model, lane, newest - std::min<std::uint64_t>(newest, model.random()() % 12));
    }
    if (what == 3) (void)journal.save_marks();
    if (what == 4) {
      Step step;
      step.kept = model.make_bytes(40);
      append(journal, model, step);
    }
  }
}

// Alarms of which every ninth is never confirmed, so that sectors must be emptied by carrying; the engine's state is
// written once, so that it must be carried too.
void stubborn_alarms(FakeFlash& flash, Model& model, std::mt19937& ids) {
  Journal journal(flash, small_options(ids));
  for (int i = 0; i < 180; ++i) {
    Step step;
    step.records.push_back({Lane::alarm, EventKind::trapped, model.make_bytes(100 + model.random()() % 150)});
    if (i == 5) step.kept = model.make_bytes(40);
    append(journal, model, step);
    const auto newest = newest_of(journal, model, Lane::alarm);
    if (newest % 9 == 0) continue;
    model.confirmed({journal.id(), Lane::alarm, newest});
    (void)journal.confirm({journal.id(), 7, {{Lane::alarm, 0, {{newest, newest}}}}}, SteadyTime{});
  }
}

void check_goes_on(Journal& journal, Model& model) {
  const auto before = model.records();
  for (int i = 0; i < 5; ++i) {
    const auto step = model.make_step();
    model.begin(step);
    std::vector<journal::Draft> drafts;
    for (const auto& record : step.records) drafts.push_back({record.lane, record.kind, record.bytes});
    const auto keys = journal.append(drafts, step.kept);
    const auto bulk = journal.wear().regions[2];
    if (!keys && bulk.worn_out == bulk.sectors && step.records.front().lane != Lane::alarm) return model.begin({});
    INFO((keys ? "" : keys.error().detail));
    REQUIRE(keys.has_value());
    for (const auto& key : *keys) CHECK_FALSE(before.contains(key));
    model.accepted(*keys);
  }
}

struct Totals {
  std::size_t cuts = 0, torn = 0, new_ids = 0, worn = 0;
};

struct Device {
  FakeFlash::Tearing tearing = FakeFlash::Tearing::in_order;
  FakeFlash::Wearing wearing{};
};

void try_cut(History live, std::uint32_t seed, std::size_t operation, const Device& device, Totals& totals) {
  FakeFlash flash(kSmall, seed, device.tearing, device.wearing);
  Model model(seed);
  std::mt19937 ids(seed);
  flash.cut_at(operation);
  bool cut = false;
  try {
    live(flash, model, ids);
  } catch (const PowerCut&) {
    cut = true;
  }
  REQUIRE(cut);
  flash.reboot();
  // B11b: the power goes again in the recovery, now and then.
  if (operation % 3 == 0) {
    flash.cut_at(operation % 5);
    try {
      Journal journal(flash, small_options(ids));
    } catch (const PowerCut&) {
    }
    flash.reboot();
  }
  Journal journal(flash, small_options(ids));
  ++totals.cuts;
  totals.torn += journal.opened().torn;
  totals.new_ids += journal.opened().new_journal_id ? 1U : 0U;
  INFO("seed " << seed << ", operation " << operation);
  CHECK(model.judge(journal) == std::vector<std::string>{});
  check_goes_on(journal, model);
  Journal again(flash, small_options(ids));
  CHECK_FALSE(again.opened().new_journal_id);  // the damage is known now
  CHECK(model.judge(again) == std::vector<std::string>{});
}

std::size_t operations_of(History live, std::uint32_t seed, const Device& device, Totals& totals) {
  FakeFlash flash(kSmall, seed, device.tearing, device.wearing);
  Model model(seed);
  std::mt19937 ids(seed);
  live(flash, model, ids);
  totals.worn += flash.worn().size();
  return flash.operations();
}

Totals try_every_cut(History live, std::uint32_t first_seed, std::uint32_t seeds, const Device& device) {
  Totals totals;
  for (auto seed = first_seed; seed < first_seed + seeds; ++seed) {
    const auto operations = operations_of(live, seed, device, totals);
    for (std::size_t operation = 0; operation < operations; ++operation) try_cut(live, seed, operation, device, totals);
  }
  WARN(totals.cuts << " cuts, " << totals.torn << " torn tails, " << totals.new_ids << " new journal ids, "
                   << totals.worn << " sectors worn out");
  return totals;
}

}  // namespace

TEST_CASE("C1: a power cut at every operation of an ordinary history, programmed in order") {
  const auto totals = try_every_cut(ordinary, 1, 4, {FakeFlash::Tearing::in_order});
  CHECK(totals.torn > 0);
  CHECK(totals.new_ids < totals.cuts / 10);  // a torn tail is no doubt
}

TEST_CASE("C1: a power cut at every operation of an ordinary history, what was not synced there in any part") {
  try_every_cut(ordinary, 11, 4, {FakeFlash::Tearing::reordered});
}

TEST_CASE("C1: a power cut at every operation while alarms that nobody confirms are carried from sector to sector") {
  try_every_cut(stubborn_alarms, 21, 2, {FakeFlash::Tearing::in_order});
  try_every_cut(stubborn_alarms, 31, 2, {FakeFlash::Tearing::reordered});
}

TEST_CASE("C1: a power cut at every operation while sectors wear out at erases and programs") {
  const FakeFlash::Wearing wearing{120, 20, 8};
  std::size_t worn = 0;
  for (const auto tearing : {FakeFlash::Tearing::in_order, FakeFlash::Tearing::reordered}) {
    worn += try_every_cut(ordinary, 41, 3, {tearing, wearing}).worn;
    worn += try_every_cut(stubborn_alarms, 51, 2, {tearing, wearing}).worn;
  }
  CHECK(worn > 20);
}

TEST_CASE(
    "C1, B10: any sync may fail: the journal then refuses everything, and the next one has all that was accepted") {
  std::size_t tries = 0;
  for (const auto live : {ordinary, stubborn_alarms}) {
    Totals totals;
    const auto operations = operations_of(live, 61, {}, totals);
    for (std::size_t operation = 0; operation < operations; ++operation) {
      FakeFlash flash(kSmall, 61);
      Model model(61);
      std::mt19937 ids(61);
      flash.fail_sync_at(operation);
      try {
        live(flash, model, ids);
        continue;  // that operation is no sync
      } catch (const journal::DeviceError&) {
        ++tries;
      }
      flash.reboot();
      Journal journal(flash, small_options(ids));
      INFO("operation " << operation);
      CHECK(model.judge(journal) == std::vector<std::string>{});
      check_goes_on(journal, model);
    }
  }
  CHECK(tries > 300);
}
