// B16: what was confirmed in the last 30 days outlives what was confirmed before, while there is space.
#include <catch2/catch.hpp>

#include "tests/unit/journal/model.hpp"

using namespace liftguard;
using namespace liftguard::test;
using namespace std::chrono_literals;
using journal::Retention;

namespace {

constexpr std::chrono::hours kDay{24};
constexpr UtcTime kMonday{Milliseconds{1'795'046'400'000}};  // 2026-11-19: a Thursday, on which weeks since 1970 begin

}  // namespace

TEST_CASE("a record is past 30 days after the end of the week in which it was confirmed, not a millisecond sooner") {
  Retention retention;
  retention.note(1, Lane::alarm, 10, kMonday);
  const auto past = kMonday + 7 * kDay + 30 * kDay;
  CHECK_FALSE(retention.is_past({1, Lane::alarm, 10}, past - 1ms));
  CHECK(retention.is_past({1, Lane::alarm, 10}, past));
  CHECK(retention.is_past({1, Lane::alarm, 1}, past));
  CHECK_FALSE(retention.is_past({1, Lane::alarm, 11}, past));
  CHECK_FALSE(retention.is_past({1, Lane::event, 10}, past));
  CHECK_FALSE(retention.is_past({2, Lane::alarm, 10}, past));
  retention.clear();
  CHECK_FALSE(retention.is_past({1, Lane::alarm, 10}, past));
}

TEST_CASE("years of confirmations take few entries and forget nothing that is past") {
  Retention retention;
  std::uint64_t seq = 0;
  for (auto now = kMonday; now < kMonday + 1'000 * kDay; now += kDay) retention.note(1, Lane::alarm, ++seq, now);
  CHECK(retention.entries().size() <= 7);
  const auto now = kMonday + 1'000 * kDay;
  CHECK(retention.is_past({1, Lane::alarm, 1'000 - 38}, now));
  CHECK_FALSE(retention.is_past({1, Lane::alarm, 1'000 - 29}, now));
}

TEST_CASE("the small state carries it") {
  journal::Checkpoint checkpoint;
  checkpoint.retention.note(7, Lane::event, 42, kMonday);
  const auto got = journal::decode_checkpoint(journal::encode(checkpoint));
  REQUIRE(got);
  CHECK(got->retention.entries() == checkpoint.retention.entries());
}

TEST_CASE("a sector with old confirmations and an alarm that waits goes before one confirmed lately") {
  FakeFlash flash(kSmall, 1);
  std::mt19937 ids(1);
  auto now = kMonday;
  auto options = small_options(ids);
  options.stamp = [&now] { return wire::Stamp{now, wire::TimeQuality::synchronised, 1, 1}; };
  Journal journal(flash, options);
  const Bytes record(100, 0x42);
  const auto append = [&] {
    const journal::Draft draft{Lane::alarm, EventKind::trapped, record};
    return journal.append({&draft, 1}, {})->front();
  };
  const auto confirm_from_2_to = [&](std::uint64_t last) {
    (void)journal.confirm({journal.id(), 7, {{Lane::alarm, 0, {{2, last}}}}}, SteadyTime{});
  };
  // The first alarm waits for two months; the rest of its sector is confirmed at once, what comes then two months
  // later.
  const auto stubborn = append();
  constexpr std::uint64_t kFramesASector = 4'096 / 208;
  for (std::uint64_t i = 1; i < kFramesASector; ++i) (void)append();
  confirm_from_2_to(kFramesASector);
  now += 60 * kDay;
  const auto lately = append();
  confirm_from_2_to(lately.seq);
  auto last = lately.seq;
  while (journal.read({journal.id(), Lane::alarm, 2})) {
    last = append().seq;
    confirm_from_2_to(last);
    REQUIRE(last < 1'000);
  }
  CHECK(journal.is_unconfirmed(stubborn));
  CHECK(journal.read(lately).has_value());
}
