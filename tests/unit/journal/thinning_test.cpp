// The bulk lane when its space is full: thinned first, dropped then, and every number accounted for.
#include <catch2/catch.hpp>

#include "tests/unit/journal/model.hpp"

using namespace liftguard;
using namespace liftguard::test;
using journal::Draft;
using journal::kSpareEvery;

namespace {

struct Bench {
  FakeFlash flash{kSmall, 1};
  Model model{1};
  std::mt19937 ids{1};
  std::optional<Journal> journal{std::in_place, flash, small_options(ids)};

  std::uint64_t append(EventKind kind, std::size_t bytes = 100) {
    const auto record = model.make_bytes(bytes);
    const Draft draft{Lane::bulk, kind, record};
    return journal->append({&draft, 1}, {})->front().seq;
  }
  std::uint64_t ride() { return append(EventKind::ride); }
  std::uint64_t clip() { return append(EventKind{}, 400); }
  void open() {
    journal.reset();
    journal.emplace(flash, small_options(ids));
  }
  // Numbers that wait, and numbers that a gap record tells of.
  struct Account {
    journal::IntervalSet waiting, told;
  };
  Account account() {
    Account out;
    for (auto key = journal->next_unconfirmed(Lane::bulk, std::nullopt); key;
         key = journal->next_unconfirmed(Lane::bulk, key)) {
      out.waiting.add(key->seq, key->seq);
      const auto body = wire::decode_record(*journal->read(*key));
      if (const auto* gap = body ? std::get_if<wire::GapBody>(&*body) : nullptr) out.told.add(gap->first, gap->last);
    }
    return out;
  }
};

// Every number up to the newest waits or is told of: the gateway's mark can pass.
void check_complete(const Bench::Account& account, std::uint64_t newest) {
  for (std::uint64_t seq = 1; seq <= newest; ++seq) {
    INFO("number " << seq);
    CHECK(account.waiting.contains(seq) != account.told.contains(seq));
  }
}

}  // namespace

TEST_CASE("the oldest rides are thinned to every eighth, and these go when they are the oldest again") {
  Bench bench;
  while (bench.journal->wear().regions[2].erases == 0) bench.ride();
  auto newest = bench.ride();
  const auto once = bench.account();
  check_complete(once, newest);
  const auto first_left = std::find_if_not(std::next(once.told.intervals().begin()), once.told.intervals().end(),
                                           [&](const auto& gap) { return once.waiting.contains(gap.first - 1); });
  CHECK(first_left == once.told.intervals().end());
  CHECK(once.waiting.contains(kSpareEvery));
  CHECK(once.waiting.contains(2 * kSpareEvery));
  CHECK(once.told.contains(kSpareEvery - 1));
  CHECK(once.told.contains(kSpareEvery + 1));

  for (int i = 0; i < 400; ++i) newest = bench.ride();
  const auto later = bench.account();
  check_complete(later, newest);
  CHECK(later.told.contains(kSpareEvery));  // dropped in the end: nothing is kept for ever
  bench.open();
  const auto reopened = bench.account();
  CHECK(reopened.waiting.intervals() == later.waiting.intervals());
}

TEST_CASE("clips are spared when rides go") {
  Bench bench;
  std::vector<std::uint64_t> clips;
  for (int i = 0; i < 3; ++i) clips.push_back(bench.clip());
  std::uint64_t newest = 0;
  while (bench.journal->wear().regions[2].erases < 3) newest = bench.ride();
  const auto account = bench.account();
  check_complete(account, newest);
  for (const auto clip : clips) CHECK(account.waiting.contains(clip));
}

TEST_CASE("where there are only clips the oldest go") {
  Bench bench;
  std::uint64_t newest = 0;
  for (int i = 0; i < 100; ++i) newest = bench.clip();
  const auto account = bench.account();
  check_complete(account, newest);
  CHECK(account.told.contains(1));
  CHECK(account.waiting.contains(newest));
}

TEST_CASE("what is spared is marked so on the flash: a restart spares nothing twice") {
  Bench bench;
  std::uint64_t newest = 0;
  for (int i = 0; i < 600; ++i) {
    newest = bench.ride();
    if (i % 7 == 0) bench.open();
  }
  const auto account = bench.account();
  check_complete(account, newest);
  CHECK(account.told.contains(kSpareEvery));
}
