// The rules of the journal one by one.
#include <catch2/catch.hpp>

#include "tests/unit/journal/model.hpp"

using namespace liftguard;
using namespace liftguard::test;
using journal::ConfirmOutcome;
using journal::Draft;

namespace {

constexpr journal::SectorCounts kCounts{8, 4, 4, 3};

struct Bench {
  explicit Bench(journal::Geometry geometry = kSmall, journal::SectorCounts sectors = kCounts)
      : counts(sectors), flash(geometry, 1), model(1) {
    open();
  }
  void open() {
    journal.reset();
    journal.emplace(flash, small_options(ids, counts));
  }
  RecordKey append(Lane lane, EventKind kind, const Bytes& record, const Bytes& kept = {}) {
    const Draft draft{lane, kind, record};
    auto keys = journal->append({&draft, 1}, kept);
    REQUIRE(keys.has_value());
    return keys->front();
  }
  RecordKey alarm(std::size_t bytes = 100) { return append(Lane::alarm, EventKind::trapped, model.make_bytes(bytes)); }
  std::vector<RecordKey> waiting(Lane lane) {
    std::vector<RecordKey> out;
    for (auto key = journal->next_unconfirmed(lane, std::nullopt); key; key = journal->next_unconfirmed(lane, key))
      out.push_back(*key);
    return out;
  }
  ConfirmOutcome confirm(Lane lane, std::uint64_t contiguous, std::uint64_t incarnation = 7) {
    return journal->confirm({journal->id(), incarnation, {{lane, contiguous, {}}}}, now);
  }
  std::vector<wire::GapBody> gaps(Lane lane) {
    std::vector<wire::GapBody> out;
    for (const auto& key : waiting(lane))
      if (const auto body = wire::decode_record(*journal->read(key)); body)
        if (const auto* gap = std::get_if<wire::GapBody>(&*body)) out.push_back(*gap);
    return out;
  }

  journal::SectorCounts counts;
  FakeFlash flash;
  Model model;
  std::mt19937 ids{1};
  std::optional<Journal> journal;
  SteadyTime now{};
};

}  // namespace

TEST_CASE("numbers begin at 1 in each lane and go on over a restart; bytes and state come back") {
  Bench bench;
  const auto record = bench.model.make_bytes(77);
  CHECK(bench.append(Lane::alarm, EventKind::trapped, record, Bytes{1, 2, 3}).seq == 1);
  CHECK(bench.append(Lane::bulk, EventKind::ride, record).seq == 1);
  CHECK(bench.append(Lane::alarm, EventKind::recovered, record).seq == 2);
  const auto id = bench.journal->id();
  bench.open();
  CHECK_FALSE(bench.journal->opened().formatted);
  CHECK(bench.journal->id() == id);
  CHECK(*bench.journal->read({id, Lane::alarm, 2}) == record);
  CHECK(Bytes(bench.journal->kept().begin(), bench.journal->kept().end()) == Bytes{1, 2, 3});
  CHECK(bench.append(Lane::alarm, EventKind::trapped, record).seq == 3);
  CHECK(bench.journal->read({id, Lane::alarm, 99}).error().code == "gone");
}

TEST_CASE("A11: what is too large is refused when it is made, and costs no number") {
  Bench bench;
  const Bytes large(601);
  const Draft draft{Lane::alarm, EventKind::trapped, large};
  CHECK(bench.journal->append({&draft, 1}, {}).error().code == "too_large");
  const Bytes most(600);
  const std::vector<Draft> many(7, Draft{Lane::alarm, EventKind::trapped, most});
  CHECK(bench.journal->append(many, {}).error().code == "too_large");  // together above a sector
  CHECK(bench.alarm().seq == 1);
  CHECK(journal::Options{}.max_record <= std::size_t{16} * 1024);
}

TEST_CASE("a confirmation frees what it names and nothing else; it survives a restart once saved") {
  Bench bench;
  for (int i = 0; i < 10; ++i) bench.alarm();
  CHECK(bench.journal->confirm({bench.journal->id(), 7, {{Lane::alarm, 3, {{5, 6}, {9, 9}}}}}, bench.now) ==
        ConfirmOutcome::taken);
  const auto check = [&] {
    std::vector<std::uint64_t> numbers;
    for (const auto& key : bench.waiting(Lane::alarm)) numbers.push_back(key.seq);
    CHECK(numbers == std::vector<std::uint64_t>{4, 7, 8, 10});
  };
  check();
  CHECK(bench.journal->save_marks());
  CHECK_FALSE(bench.journal->save_marks());
  bench.open();
  check();
  CHECK(bench.confirm(Lane::alarm, 1) == ConfirmOutcome::taken);  // an old one, come late
  check();
}

TEST_CASE("E8: a confirmation for another journal is ignored") {
  Bench bench;
  bench.alarm();
  CHECK(bench.journal->confirm({bench.journal->id() + 1, 7, {{Lane::alarm, 1, {}}}}, bench.now) ==
        ConfirmOutcome::unknown_journal);
  CHECK(bench.journal->unconfirmed(Lane::alarm) == 1);
}

TEST_CASE("B16: another database that goes on confirming is believed after a minute: it lowers the marks") {
  using namespace std::chrono_literals;
  Bench bench;
  for (int i = 0; i < 10; ++i) bench.alarm();
  CHECK(bench.confirm(Lane::alarm, 10, 7) == ConfirmOutcome::taken);
  CHECK(bench.journal->unconfirmed(Lane::alarm) == 0);
  bench.now = SteadyTime{100s};
  CHECK(bench.confirm(Lane::alarm, 4, 8) == ConfirmOutcome::other_incarnation);
  bench.now = SteadyTime{160s - 1us};
  CHECK(bench.confirm(Lane::alarm, 4, 8) == ConfirmOutcome::other_incarnation);
  CHECK(bench.journal->unconfirmed(Lane::alarm) == 0);
  bench.now = SteadyTime{160s};
  CHECK(bench.confirm(Lane::alarm, 4, 8) == ConfirmOutcome::taken);
  CHECK(bench.waiting(Lane::alarm).front().seq == 5);
  CHECK(bench.journal->unconfirmed(Lane::alarm) == 6);
  CHECK(bench.confirm(Lane::alarm, 10, 7) == ConfirmOutcome::other_incarnation);  // still under way from the old one
  CHECK(bench.journal->unconfirmed(Lane::alarm) == 6);
  (void)bench.journal->save_marks();
  bench.open();
  CHECK(bench.journal->incarnation() == 8);
  CHECK(bench.journal->unconfirmed(Lane::alarm) == 6);
}

TEST_CASE("B16: while the known database speaks, another one is not believed") {
  using namespace std::chrono_literals;
  Bench bench;
  for (int i = 0; i < 5; ++i) bench.alarm();
  CHECK(bench.confirm(Lane::alarm, 5, 7) == ConfirmOutcome::taken);
  for (auto t = 0s; t < 300s; t += 10s) {
    bench.now = SteadyTime{t};
    CHECK(bench.confirm(Lane::alarm, 2, 8) == ConfirmOutcome::other_incarnation);
    CHECK(bench.confirm(Lane::alarm, 5, 7) == ConfirmOutcome::taken);
  }
}

TEST_CASE("B16: the announcement of another database alone makes everything wait again") {
  Bench bench;
  for (int i = 0; i < 3; ++i) bench.alarm();
  bench.journal->announced(7);
  CHECK(bench.confirm(Lane::alarm, 3, 7) == ConfirmOutcome::taken);
  bench.journal->announced(7);
  CHECK(bench.journal->unconfirmed(Lane::alarm) == 0);
  bench.journal->announced(9);
  CHECK(bench.journal->unconfirmed(Lane::alarm) == 3);
  bench.journal->announced(7);  // and back: an announcement decides
  CHECK(bench.confirm(Lane::alarm, 3, 7) == ConfirmOutcome::taken);
}

TEST_CASE("B16: a confirmed alarm is kept for as long as there is space") {
  Bench bench;
  const auto first = bench.alarm();
  CHECK(bench.confirm(Lane::alarm, 1) == ConfirmOutcome::taken);
  CHECK(bench.journal->read(first).has_value());
  std::uint64_t last = 1;
  while (bench.journal->read(first)) {
    last = bench.alarm().seq;
    bench.confirm(Lane::alarm, last);
    REQUIRE(last < 1'000);
  }
  CHECK(last > 100);  // the space of the lane was used first
}

TEST_CASE("C2: full of bulk and events the journal still takes an alarm, and gaps tell what was dropped") {
  Bench bench;
  for (int i = 0; i < 300; ++i) {
    bench.append(Lane::bulk, EventKind::ride, bench.model.make_bytes(100));
    bench.append(Lane::event, EventKind::mains_lost, bench.model.make_bytes(100));
  }
  bench.alarm();
  CHECK(bench.journal->unconfirmed(Lane::alarm) == 1);
  for (const auto lane : {Lane::event, Lane::bulk}) {
    journal::IntervalSet known;
    for (const auto& key : bench.waiting(lane)) known.add(key.seq, key.seq);
    for (const auto& gap : bench.gaps(lane)) {
      CHECK(gap.cause == wire::GapCause::full);
      CHECK(gap.journal == bench.journal->id());
      known.add(gap.first, gap.last);
    }
    REQUIRE(known.intervals().size() == 1);  // from 1 to the newest without a hole: the gateway's mark can pass
    CHECK(known.intervals().begin()->first == 1);
    CHECK(known.intervals().begin()->second >= 300);
  }
}

TEST_CASE("the oldest events go first") {
  Bench bench;
  for (int i = 0; i < 300; ++i) bench.append(Lane::event, EventKind::mains_lost, bench.model.make_bytes(100));
  const auto gaps = bench.gaps(Lane::event);
  REQUIRE_FALSE(gaps.empty());
  CHECK(gaps.front().first == 1);
  CHECK(bench.waiting(Lane::event).front().seq > gaps.back().last);
}

TEST_CASE("the alarm lane of the shipped layout holds 400 records of the largest size, all unconfirmed") {
  const journal::Options shipped;
  Bench bench({64 * 1024, shipped.sectors[0] + shipped.sectors[1] + shipped.sectors[2] + shipped.sectors[3], 16},
              shipped.sectors);
  auto options = small_options(bench.ids, shipped.sectors);
  options.max_record = shipped.max_record;
  bench.journal.emplace(bench.flash, options);
  const Bytes record(shipped.max_record, 0x55), kept(2600, 0x66);
  for (int i = 0; i < 400; ++i) {
    bench.append(Lane::alarm, EventKind::trapped, record, kept);
    REQUIRE_FALSE(bench.journal->alarm_space_full());
  }
  CHECK(bench.waiting(Lane::alarm).size() == 400);
}

TEST_CASE(
    "a full alarm lane merges repeats of self_test and alarm_button, then takes other lanes' space; trapped stays") {
  Bench bench;
  std::vector<RecordKey> trapped;
  for (int i = 0; i < 20; ++i) bench.append(Lane::event, EventKind::mains_lost, bench.model.make_bytes(100));
  for (int i = 0; !bench.journal->alarm_space_full(); ++i) {
    REQUIRE(i < 1'000);
    if (i % 4 == 0)
      trapped.push_back(bench.alarm());
    else
      bench.append(Lane::alarm, i % 4 == 1 ? EventKind::alarm_button : EventKind::self_test,
                   bench.model.make_bytes(100));
  }
  for (int i = 0; i < 20; ++i) trapped.push_back(bench.alarm());
  const auto waiting = bench.waiting(Lane::alarm);
  journal::IntervalSet known;
  for (const auto& key : waiting) known.add(key.seq, key.seq);
  const auto gaps = bench.gaps(Lane::alarm);
  REQUIRE_FALSE(gaps.empty());
  for (const auto& gap : gaps) {
    CHECK(gap.cause == wire::GapCause::merged);
    known.add(gap.first, gap.last);
  }
  CHECK(known.intervals().size() == 1);
  for (const auto& key : trapped) CHECK(bench.journal->is_unconfirmed(key));

  // Alarms to the last byte: then, and only then, one is refused, and those that are there stay.
  int more = 0;
  const Bytes record = bench.model.make_bytes(100);
  const Draft draft{Lane::alarm, EventKind::trapped, record};
  for (auto keys = bench.journal->append({&draft, 1}, {}); keys; keys = bench.journal->append({&draft, 1}, {})) {
    trapped.push_back(keys->front());
    REQUIRE(++more < 1'000);
  }
  CHECK(bench.journal->append({&draft, 1}, {}).error().code == "full");
  for (const auto& key : trapped) CHECK(bench.journal->is_unconfirmed(key));
  CHECK(bench.journal->unconfirmed(Lane::event) == 0);
  bench.open();
  for (const auto& key : trapped) CHECK(bench.journal->is_unconfirmed(key));
}

TEST_CASE("C3: any one bit that turns costs at most its frame, never silently, and no number is given twice") {
  Bench bench({1024, 14, 16}, {5, 3, 3, 3});
  std::map<RecordKey, Bytes> records;
  for (int i = 0; i < 12; ++i) {
    const auto record = bench.model.make_bytes(30);
    const auto lane = static_cast<Lane>(i % 3);
    records[bench.append(lane, EventKind::trapped, record, i % 4 == 0 ? Bytes{9, 9} : Bytes{})] = record;
  }
  const auto id = bench.journal->id();
  const auto image = bench.flash.bytes();
  std::size_t flips = 0, lost_something = 0;
  for (std::size_t at = 0; at < image.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      bench.flash.bytes() = image;
      bench.flash.bytes()[at] = static_cast<std::uint8_t>(image[at] ^ (1 << bit));
      bench.flash.settle();
      ++flips;
      bench.open();
      std::size_t lost = 0;
      for (const auto& [key, record] : records) {
        const auto got = bench.journal->read(key);
        if (!got)
          ++lost;
        else if (*got != record)
          FAIL_CHECK("byte " << at << " bit " << bit << ": other bytes");
      }
      if (lost > 1) FAIL_CHECK("byte " << at << " bit " << bit << ": " << lost << " records lost");
      if (lost > 0) ++lost_something;
      if (lost > 0 && (bench.journal->id() == id || bench.journal->opened().damaged == 0))
        FAIL_CHECK("byte " << at << " bit " << bit << ": an accepted record is gone and the journal goes on as it was");
      const auto next = bench.alarm();
      if (records.contains(next)) FAIL_CHECK("byte " << at << " bit " << bit << ": a number was given twice");
    }
  }
  WARN(flips << " flips, " << lost_something << " cost a record");
  CHECK(lost_something > 1'000);
}

TEST_CASE("C3: rot in the middle is told by a gap record and the desk can know") {
  Bench bench;
  for (int i = 0; i < 5; ++i) bench.alarm();
  const auto id = bench.journal->id();
  const auto third = *bench.journal->read({id, Lane::alarm, 3});
  auto& bytes = bench.flash.bytes();
  const auto at = std::search(bytes.begin(), bytes.end(), third.begin(), third.end());
  REQUIRE(at != bytes.end());
  *at = static_cast<std::uint8_t>(*at ^ 1);
  bench.flash.settle();

  CHECK(bench.journal->read({id, Lane::alarm, 3}).error().code == "rot");  // also while it runs
  bench.open();
  CHECK(bench.journal->opened().damaged == 1);
  CHECK(bench.journal->opened().torn == 0);
  CHECK(bench.journal->id() != id);
  const auto gaps = bench.gaps(Lane::alarm);
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].cause == wire::GapCause::rot);
  CHECK(gaps[0].journal == id);
  CHECK(bench.journal->is_unconfirmed({id, Lane::alarm, 5}));  // what is left keeps its identity
  CHECK(bench.alarm().journal == bench.journal->id());
  const auto second_id = bench.journal->id();
  bench.open();
  CHECK(bench.journal->id() == second_id);  // the damage is known
}

TEST_CASE("rot that is found while it runs is told, and does not come back") {
  Bench bench;
  bench.alarm();
  const auto key = bench.alarm();
  bench.journal->lose(key, wire::GapCause::rot);
  CHECK_FALSE(bench.journal->is_unconfirmed(key));
  const auto gaps = bench.gaps(Lane::alarm);
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].first == key.seq);
  CHECK(gaps[0].last == key.seq);
  (void)bench.journal->save_marks();
  bench.open();
  CHECK_FALSE(bench.journal->is_unconfirmed(key));
}

TEST_CASE("a gap record that is given up is told again by the one that tells of it") {
  Bench bench;
  bench.append(Lane::event, EventKind::mains_lost, bench.model.make_bytes(50));
  bench.journal->lose({bench.journal->id(), Lane::event, 1}, wire::GapCause::set_aside);
  bench.journal->lose({bench.journal->id(), Lane::event, 2}, wire::GapCause::set_aside);
  journal::IntervalSet told;
  for (const auto& gap : bench.gaps(Lane::event)) told.add(gap.first, gap.last);
  CHECK(told.intervals() == std::map<std::uint64_t, std::uint64_t>{{1, 2}});
}

TEST_CASE("C5: a wiped device begins a new journal id") {
  Bench bench;
  bench.alarm();
  const auto id = bench.journal->id();
  std::fill(bench.flash.bytes().begin(), bench.flash.bytes().end(), std::uint8_t{0xFF});
  bench.flash.settle();
  bench.open();
  CHECK(bench.journal->opened().formatted);
  CHECK(bench.journal->id() != id);
  CHECK(bench.alarm().seq == 1);
}

TEST_CASE("C5: a device full of something else is erased and begins anew") {
  Bench bench;
  for (auto& byte : bench.flash.bytes()) byte = static_cast<std::uint8_t>(bench.model.random()());
  bench.flash.settle();
  bench.open();
  CHECK(bench.journal->opened().formatted);
  const auto key = bench.alarm();
  bench.open();
  CHECK(bench.journal->is_unconfirmed(key));
}

TEST_CASE("C6: a confirmation of numbers never given means a rolled-back device: what waits is numbered anew") {
  Bench bench;
  bench.alarm();
  const auto image = bench.flash.bytes();
  const auto id = bench.journal->id();
  for (int i = 0; i < 3; ++i) bench.alarm();  // given, sent and stored by the gateway ...
  bench.flash.bytes() = image;                // ... before the device went back in time
  bench.flash.settle();
  bench.open();
  const Bytes other = bench.model.make_bytes(50);
  const auto clash = bench.append(Lane::alarm, EventKind::trapped, other);
  CHECK(clash == RecordKey{id, Lane::alarm, 2});
  CHECK(bench.confirm(Lane::alarm, 4) == ConfirmOutcome::history_lost);
  CHECK(bench.journal->id() != id);
  const auto waiting = bench.waiting(Lane::alarm);
  REQUIRE(waiting.size() == 2);  // nothing was freed by numbers that may not be ours
  CHECK(waiting[1] == RecordKey{bench.journal->id(), Lane::alarm, 2});
  CHECK(*bench.journal->read(waiting[1]) == other);
  bench.open();
  CHECK(bench.waiting(Lane::alarm) == waiting);
}

TEST_CASE("wear is even: sectors of a lane are written in turn") {
  Bench bench;
  for (int i = 0; i < 2'000; ++i) {
    const auto key = bench.alarm();
    bench.confirm(Lane::alarm, key.seq);
  }
  const auto per_sector = 4096 / (100 + 32 + 60 + 8 + 8);
  CHECK(bench.flash.erases() <= 2'000 / static_cast<std::size_t>(per_sector) + 3);
}

TEST_CASE("interval sets join what touches") {
  journal::IntervalSet set;
  set.add(5, 6);
  set.add(1, 2);
  set.add(8, 8);
  CHECK(set.intervals().size() == 3);
  set.add(3, 4);
  CHECK(set.intervals() == std::map<std::uint64_t, std::uint64_t>{{1, 6}, {8, 8}});
  CHECK(set.contains(6));
  CHECK_FALSE(set.contains(7));
  set.add(2, 100);
  CHECK(set.intervals() == std::map<std::uint64_t, std::uint64_t>{{1, 100}});
}

TEST_CASE("checkpoints come back; of too many intervals the lowest of every lane are kept") {
  journal::Checkpoint checkpoint;
  checkpoint.incarnation = 5;
  checkpoint.damage = {{100, 7}};
  for (std::uint64_t i = 1; i <= 200; ++i) checkpoint.marks[{1, Lane::alarm}].add(2 * i, 2 * i);
  checkpoint.marks[{1, Lane::bulk}].add(1, 9);
  const auto got = journal::decode_checkpoint(journal::encode(checkpoint));
  REQUIRE(got);
  CHECK(got->incarnation == 5);
  CHECK(got->damage == checkpoint.damage);
  CHECK(got->marks.at({1, Lane::bulk}).intervals() == checkpoint.marks.at({1, Lane::bulk}).intervals());
  CHECK(got->marks.at({1, Lane::alarm}).intervals().size() == journal::kMaxSavedIntervals - 1);
  CHECK(got->marks.at({1, Lane::alarm}).contains(2));
  auto bytes = journal::encode(checkpoint);
  const auto of_first_version = bytes.size() - 2 * sizeof(std::uint16_t);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    CHECK(journal::decode_checkpoint(std::span(bytes).first(cut)).has_value() == (cut == of_first_version));
  bytes.insert(bytes.end(), {1, 2, 3});  // of a version to come
  CHECK(journal::decode_checkpoint(bytes)->damage == checkpoint.damage);
}
