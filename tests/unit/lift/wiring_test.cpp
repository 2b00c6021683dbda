// What reaches the box of a row: missing, silent, frozen, stuck and absurd parts, spikes, postures and clocks.
#include <catch2/catch.hpp>

#include <cmath>
#include <set>

#include "simulators/lift/scenarios/scenario.hpp"
#include "simulators/lift/sensors/posture.hpp"
#include "simulators/lift/sensors/wiring.hpp"

using namespace liftguard;
using namespace liftguard::lift;

namespace {

trace::Row full_row(float value) {
  trace::Row row;
  row.ax = row.ay = 0.01F * value;
  row.az = 9.8F + 0.01F * value;
  row.p_pa = 101'000.0F + value;
  row.temp_c = 20.0F + value;
  row.door = row.zone = row.occ = row.btn = row.mains = row.insp = false;
  return row;
}

trace::Row passed(Wiring& wiring, trace::Row row) {
  wiring.pass(row);
  return row;
}

}  // namespace

TEST_CASE("a silent part leaves its cells empty, and no others") {
  Wiring wiring;
  wiring.ail(Part::acceleration, Ailment::silent);
  wiring.ail(Part::zone, Ailment::silent);
  const auto row = passed(wiring, full_row(1));
  CHECK_FALSE((row.ax || row.ay || row.az || row.zone));
  CHECK((row.p_pa && row.temp_c && row.door && row.occ && row.btn && row.mains && row.insp));
  wiring.heal(Part::acceleration);
  CHECK(passed(wiring, full_row(1)).az);
}

TEST_CASE("a frozen part says its last value to the last bit until it is well") {
  Wiring wiring;
  const auto before = passed(wiring, full_row(1));
  wiring.ail(Part::acceleration, Ailment::frozen);
  wiring.ail(Part::pressure, Ailment::frozen);
  const auto frozen = passed(wiring, full_row(2));
  CHECK(frozen.az == before.az);
  CHECK(frozen.p_pa == before.p_pa);
  CHECK(frozen.temp_c != before.temp_c);
  trace::Row between = full_row(3);
  between.p_pa.reset();
  CHECK_FALSE(passed(wiring, between).p_pa);
  wiring.heal(Part::pressure);
  CHECK(passed(wiring, full_row(4)).p_pa == full_row(4).p_pa);
}

TEST_CASE("a stuck switch says 0 or 1, when it says anything") {
  Wiring wiring;
  wiring.ail(Part::door, Ailment::stuck_on);
  wiring.ail(Part::zone, Ailment::stuck_off);
  trace::Row row = full_row(1);
  row.zone = true;
  row = passed(wiring, row);
  CHECK(row.door == true);
  CHECK(row.zone == false);
  CHECK_FALSE(passed(wiring, trace::Row{}).door);
}

TEST_CASE("a spike is one sample, the next that is given") {
  Wiring wiring;
  wiring.spike(Part::pressure, 5.0F);
  CHECK_FALSE(passed(wiring, trace::Row{}).p_pa);
  CHECK(passed(wiring, full_row(1)).p_pa == 5.0F);
  CHECK(passed(wiring, full_row(1)).p_pa == full_row(1).p_pa);
}

TEST_CASE("a phone turns what it feels, and neither stretches it nor lies as another does") {
  std::set<long> seen;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random{seed, "posture"};
    const PhonePosture posture{random};
    const auto felt = posture.seen({0.3, -0.4, 9.8});
    CHECK(std::hypot(felt[0], felt[1], felt[2]) == Approx(std::hypot(0.3, 0.4, 9.8)));
    seen.insert(std::lround(felt[2] * 1000));
  }
  CHECK(seen.size() > 15);
  CHECK(PhonePosture{}.seen({1, 2, 3}) == std::array<double, 3>{1, 2, 3});
}

TEST_CASE("a missing part has neither a column nor cells") {
  World world{setting_of(*find_scenario("no_accelerometer_traffic"), {.seed = 1})};
  CHECK_FALSE(world.header().has(trace::Column::ay));
  CHECK(world.header().has(trace::Column::p_pa));
  world.step();
  const auto row = world.row(Cells::every_one);
  CHECK_FALSE((row.ax || row.ay || row.az));
  CHECK((row.p_pa && row.door));
}

TEST_CASE("irregular rows rise, about their period, and a clock may begin anywhere") {
  World world{setting_of(*find_scenario("irregular_times"), {.seed = 1})};
  std::int64_t before_us = 0;
  std::set<std::int64_t> periods;
  for (int row = 0; row < 1000; ++row) {
    world.step();
    const auto period_us = world.now_us() - before_us;
    CHECK((period_us > 7'000 && period_us < 73'000));  // 40 ms, each time off by 16 ms at most
    periods.insert(period_us);
    before_us = world.now_us();
  }
  CHECK(periods.size() > 900);
  World late{setting_of(*find_scenario("clock_2e32_ms"), {.seed = 1})};
  late.step();
  CHECK(late.now_us() == (4'294'967'296 - 240'000) * 1000 + 10'000);
}
