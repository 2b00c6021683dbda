// The health report: what the box measures of itself, and when it tells.
#include <unistd.h>

#include <catch2/catch.hpp>

#include "firmware/monitor/health/process_usage.hpp"
#include "firmware/monitor/health/reporter.hpp"
#include "firmware/monitor/sensing.hpp"
#include "tests/unit/journal/model.hpp"
#include "tests/unit/monitor/folder.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using namespace std::chrono_literals;

namespace {

void put(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << text;
}

// A second and a half of user mode and half a second of kernel mode at 100 ticks a second.
const std::string kStat = "77 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 3 0 100 0\n";

struct Box {
  Box() {
    put(folder.path() / "stat", kStat);
    put(folder.path() / "statm", "9000 2048 700 1 0 300 0\n");
    reporter = std::make_unique<HealthReporter>(HealthReporter::Options{folder.path(), folder.path()}, store, stamper,
                                                clock, [this] { ++appended; });
  }
  std::vector<wire::HealthBody> reports() {
    std::vector<wire::HealthBody> out;
    for (auto key = store.journal.next_unconfirmed(Lane::bulk, std::nullopt); key;
         key = store.journal.next_unconfirmed(Lane::bulk, key))
      out.push_back(std::get<wire::HealthBody>(*wire::decode_record(*store.journal.read(*key))));
    return out;
  }

  test::Folder folder;
  std::mt19937 ids{1};
  test::FakeFlash flash{test::kSmall, 1};
  Store store{flash, test::small_options(ids)};
  VirtualClock clock{utc_from_ms(1'795'000'000'000)};
  Stamper stamper{clock, clock, [](UtcTime) { return wire::TimeQuality::synchronised; }, 77};
  int appended = 0;
  std::unique_ptr<HealthReporter> reporter;
};

}  // namespace

TEST_CASE("process usage: as the kernel writes it, and absent where it does not") {
  const test::Folder folder;
  const auto none = process_usage(folder.path());
  CHECK((!none.cpu && !none.resident_kib));
  put(folder.path() / "stat", kStat);
  put(folder.path() / "statm", "9000 2048 700 1 0 300 0\n");
  const auto usage = process_usage(folder.path());
  CHECK(usage.cpu == 2000ms * 100 / ::sysconf(_SC_CLK_TCK));
  CHECK(usage.resident_kib == 2048U * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 1024);
  for (const auto* odd : {"", "77 (name", "77 (name) S 1 2 3", "77 (name) S 1 2 3 4 5 6 7 8 9 10 x 50",
                          "77 (name) S 1 2 3 4 5 6 7 8 9 10 -1 50"}) {
    put(folder.path() / "stat", odd);
    CHECK_FALSE(process_usage(folder.path()).cpu);
  }
  put(folder.path() / "statm", "9000\n");
  CHECK_FALSE(process_usage(folder.path()).resident_kib);
  const auto own = process_usage("/proc/self");
  CHECK(own.cpu);
  CHECK(own.resident_kib.value_or(0) > 1000);
}

TEST_CASE("CPU share of one core, in thousandths") {
  CHECK(cpu_per_mille(0ms, 1s) == 0U);
  CHECK(cpu_per_mille(20ms, 1s) == 20U);
  CHECK(cpu_per_mille(1ms, 1s) == 1U);
  CHECK(cpu_per_mille(1ms, 1001ms) == 0U);
  CHECK(cpu_per_mille(2s, 1s) == 2000U);
  CHECK_FALSE(cpu_per_mille(1ms, 0ms));
  CHECK_FALSE(cpu_per_mille(-1ms, 1s));
}

TEST_CASE("a report a minute after the start, and one an hour from then on") {
  Box box;
  box.clock.advance(59'999ms);
  box.reporter->step();
  CHECK(box.reports().empty());
  box.clock.advance(1ms);
  box.reporter->step();
  box.reporter->step();
  CHECK(box.reports().size() == 1);
  box.clock.advance(1h - 1ms);
  box.reporter->step();
  CHECK(box.reports().size() == 1);
  box.clock.advance(1ms);
  box.reporter->step();
  REQUIRE(box.reports().size() == 2);
  CHECK(box.appended == 2);
  CHECK(box.reports()[0].uptime_s == 60U);
  CHECK(box.reports()[1].uptime_s == 3660U);
}

TEST_CASE("a report says what was measured, and nothing else") {
  Box box;
  box.reporter->add([](wire::HealthBody& report) { report.boots = 5; });
  box.clock.advance(1min);
  put(box.folder.path() / "stat", "77 (x) S 1 2 3 4 5 6 7 8 9 10 240 80 0\n");  // 1.2 s more in a minute
  box.reporter->step();
  REQUIRE(box.reports().size() == 1);
  const auto bare = box.reports()[0];
  CHECK(bare.boots == 5U);
  CHECK(bare.cpu_per_mille == 1'200U * 100 / static_cast<std::uint32_t>(::sysconf(_SC_CLK_TCK)) / 60);
  CHECK(bare.resident_kib.value_or(0) > 0);
  CHECK(bare.storage_free_kib.value_or(0) > 0);
  REQUIRE(bare.journal.size() == 4);
  CHECK(bare.journal[0].records == 0U);
  CHECK_FALSE(bare.journal[3].records);  // no lane's
  for (const auto& region : bare.journal) {
    CHECK(region.sectors.value_or(0) > 0);
    CHECK(region.worn_out == 0U);
  }
  CHECK_FALSE(bare.battery_volts);
  CHECK_FALSE(bare.temperature_c);
  CHECK_FALSE(bare.samples);
  CHECK_FALSE(bare.dropped);
  CHECK_FALSE(bare.connects);
  CHECK_FALSE(bare.safe_mode);

  box.store.sensing = {1234, 23.5, {3.9, 81}, {2, 7}};
  box.clock.advance(1h);
  box.reporter->step();
  const auto full = box.reports().at(1);
  CHECK(full.cpu_per_mille == 0U);  // since the report before
  CHECK(full.samples == 1234U);
  CHECK(full.samples_late == 2U);
  CHECK(full.dropped == 7U);
  CHECK(full.temperature_c.value_or(0) == Approx(23.5));
  CHECK(full.battery_volts.value_or(0) == Approx(3.9));
  CHECK(full.battery_percent == 81U);
  CHECK(full.journal[2].records == 1U);  // the report before
}

TEST_CASE("sensing tells once a second what it took, the temperature and the battery") {
  class Port final : public port::SensorPort {
   public:
    void wait(std::chrono::milliseconds, const Take& take) override {
      take({engine::Time{1s}, engine::Tick{}});
      take({engine::Time{1s}, engine::Temperature{21.5F}});
      take({engine::Time{1s}, engine::Pressure{101'325}});
    }
    [[nodiscard]] std::optional<engine::Site> site() const override { return engine::Site{}; }
    [[nodiscard]] engine::Time now() const override { return engine::Time{1s}; }
    [[nodiscard]] port::Battery battery() const override { return {3.7, 55}; }
    [[nodiscard]] port::Delivery delivery() const override { return {1, 2}; }
  };
  Box box;
  Port port;
  Sensing sensing(port, {}, box.store, box.stamper, box.clock, [](Lane) {});
  box.clock.advance(999ms);
  CHECK(sensing.step(0ms));
  CHECK(box.store.sensing.samples == 0);
  box.clock.advance(1ms);
  CHECK(sensing.step(0ms));
  CHECK(box.store.sensing.samples == 4);  // a tick is no sample
  CHECK(box.store.sensing.temperature_c == 21.5);
  CHECK(box.store.sensing.battery.volts == 3.7);
  CHECK(box.store.sensing.delivery.lost == 2U);
}
