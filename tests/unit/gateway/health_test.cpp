// What boxes measure of themselves, at the gateway: what of it needs a hand, what is kept, what rings.
#include <chrono>

#include <catch2/catch.hpp>

#include "common/dispatch/desk.hpp"
#include "gateway/health/listing.hpp"
#include "gateway/ingest/writer.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::health;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

wire::HealthBody good() {
  wire::HealthBody out;
  out.uptime_s = 90'000;
  out.boots = 3;
  out.reset_reason = wire::BootReason::power;
  out.cpu_per_mille = 12;
  out.resident_kib = 9'000;
  out.journal = {{wire::JournalRegion::alarm, 4, 160, 900, 12, 0}, {wire::JournalRegion::bulk, 9, 64, 100, 40, 0}};
  out.storage_free_kib = 500'000;
  out.temperature_c = 31.5;
  out.battery_volts = 3.9;
  out.battery_percent = 80;
  out.samples = 1'000'000;
  out.samples_late = 4;
  out.dropped = 10;
  out.safe_mode = false;
  return out;
}

template <class Change>
wire::HealthBody with(Change change) {
  auto out = good();
  change(out);
  return out;
}

struct Running : Town {
  void tell(wire::HealthBody report, UtcTime at) {
    report.at = {at, wire::TimeQuality::synchronised, 1'000'000, box.boot};
    const auto message = incoming(box.envelope(Lane::bulk, ++number, report, at));
    clock.advance_to(std::max(clock.utc_now(), at));
    intake.offer(message.origin, message.topic, message.payload);
    REQUIRE(writer.turn(0ms) == 1);
  }
  [[nodiscard]] std::vector<Stored> stored(Which which = Which::all) const {
    auto session = database->read();
    return newest(session, which, 10);
  }
  [[nodiscard]] std::vector<Stored> days() const {
    auto session = database->read();
    return days_of(session, kMonitor, 1000);
  }
  [[nodiscard]] std::vector<dispatch::StoredAlert> ringing() const {
    auto session = database->read();
    return dispatch::desk_alerts(session, dispatch::AlertFilter::open, 10);
  }

  Box box;
  std::uint64_t number = 0;
  const FaultPoints faults;
  Intake intake;
  const WriterOutputs outputs{[](const auto&) {}, [](const auto&, UtcTime) {}, [] {}};
  Writer writer{{*database, clock, clock, intake, outputs, faults}};
};

}  // namespace

TEST_CASE("findings: what needs a hand, at and beside each limit") {
  struct Row {
    const char* what;
    wire::HealthBody report;
    std::string before, expected;
  };
  using H = wire::HealthBody;
  const auto row = GENERATE_COPY(values<Row>({
      {"all is well", good(), "", ""},
      {"nothing measured", H{}, "", ""},
      {"nothing measured any more", H{}, "storage_worn,storage_short,battery_low,hot,samples_lost,safe_mode", ""},
      {"wear below 80 %", with([](H& h) { h.journal[1].most_erases = 79'999; }), "", ""},
      {"wear of 80 %", with([](H& h) { h.journal[1].most_erases = 80'000; }), "", "storage_worn"},
      {"a failed sector", with([](H& h) { h.journal[0].worn_out = 1; }), "", "storage_worn"},
      {"free", with([](H& h) { h.storage_free_kib = 10'240; }), "", ""},
      {"hardly free", with([](H& h) { h.storage_free_kib = 10'239; }), "", "storage_short"},
      {"not free enough to be over", with([](H& h) { h.storage_free_kib = 20'479; }), "storage_short", "storage_short"},
      {"free again", with([](H& h) { h.storage_free_kib = 20'480; }), "storage_short", ""},
      {"20 %", with([](H& h) { h.battery_percent = 20; }), "", ""},
      {"19 %", with([](H& h) { h.battery_percent = 19; }), "", "battery_low"},
      {"24 % after that", with([](H& h) { h.battery_percent = 24; }), "battery_low", "battery_low"},
      {"25 % after that", with([](H& h) { h.battery_percent = 25; }), "battery_low", ""},
      {"the gauge counts before volts", with([](H& h) { h.battery_volts = 3.0; }), "", ""},
      {"3.5 V", with([](H& h) { h.battery_percent = {}, h.battery_volts = 3.5; }), "", ""},
      {"3.49 V", with([](H& h) { h.battery_percent = {}, h.battery_volts = 3.49; }), "", "battery_low"},
      {"3.59 V after that", with([](H& h) { h.battery_percent = {}, h.battery_volts = 3.59; }), "battery_low",
       "battery_low"},
      {"3.61 V after that", with([](H& h) { h.battery_percent = {}, h.battery_volts = 3.61; }), "battery_low", ""},
      {"no cell", with([](H& h) { h.battery_percent = {}, h.battery_volts = 1.9; }), "", ""},
      {"a pack of 12 V", with([](H& h) { h.battery_percent = {}, h.battery_volts = 10.5; }), "", ""},
      {"70 °C", with([](H& h) { h.temperature_c = 70; }), "", ""},
      {"70.1 °C", with([](H& h) { h.temperature_c = 70.1; }), "", "hot"},
      {"65.1 °C after that", with([](H& h) { h.temperature_c = 65.1; }), "hot", "hot"},
      {"65 °C after that", with([](H& h) { h.temperature_c = 65; }), "hot", ""},
      {"1 % lost", with([](H& h) { h.samples = 990, h.dropped = 10; }), "", ""},
      {"more than 1 % lost", with([](H& h) { h.samples = 989, h.dropped = 11; }), "", "samples_lost"},
      {"0.6 % after that", with([](H& h) { h.samples = 994, h.dropped = 6; }), "samples_lost", "samples_lost"},
      {"0.5 % after that", with([](H& h) { h.samples = 995, h.dropped = 5; }), "samples_lost", ""},
      {"safe mode", with([](H& h) { h.safe_mode = true; }), "", "safe_mode"},
      {"several, in order", with([](H& h) { h.safe_mode = true, h.temperature_c = 90, h.journal[0].worn_out = 2; }), "",
       "storage_worn,hot,safe_mode"},
  }));
  CAPTURE(row.what);
  CHECK(codes_of(findings_of(row.report, findings_in(row.before))) == row.expected);
}

TEST_CASE("findings are kept by their codes, and unknown ones passed over") {
  CHECK(codes_of(findings_in("hot,something_new,safe_mode")) == "hot,safe_mode");
  CHECK(findings_in("").empty());
  CHECK(chinese(findings_in("battery_low,hot")) == "电池电量低、温度过高");
  CHECK(english(findings_in("battery_low,hot")) == "battery is low, too hot");
}

TEST_CASE("a report is kept with every value, the last of each day") {
  Running town;
  town.tell(good(), kStart);
  REQUIRE(town.stored().size() == 1);
  const auto one = town.stored()[0];
  CHECK(one.monitor == kMonitor);
  CHECK(one.happened == kStart);
  CHECK(one.uptime_s == 90'000U);
  CHECK(one.starts == 3U);
  CHECK(one.reset_reason == wire::BootReason::power);
  CHECK(one.cpu_per_mille == 12U);
  CHECK(one.erases == 1'000U);
  CHECK(one.most_erases == 40U);
  CHECK(one.worn_out == 0U);
  CHECK(one.temperature_c == 31.5);
  CHECK(one.battery_percent == 80U);
  CHECK(one.samples_lost == 10U);
  CHECK_FALSE(one.connects);
  CHECK(one.safe_mode == false);
  CHECK(one.findings.empty());

  town.tell(with([](auto& h) { h.boots = 4; }), kStart + 9h);
  REQUIRE(town.days().size() == 1);  // 14:00 and 23:00 in UTC+8
  CHECK(town.days()[0].starts == 4U);
  town.tell(with([](auto& h) { h.boots = 5; }), kStart + 10h);
  REQUIRE(town.days().size() == 2);
  CHECK(town.days()[0].starts == 5U);
  CHECK(town.stored()[0].starts == 5U);
}

TEST_CASE("a report that comes late counts for its own time alone") {
  Running town;
  town.tell(good(), kStart + 48h);
  town.tell(with([](auto& h) { h.temperature_c = 90; }), kStart);
  CHECK(town.days().size() == 2);
  CHECK(town.stored()[0].findings.empty());
  CHECK(town.ringing().empty());
  town.tell(with([](auto& h) { h.boots = 1; }), kStart - 1h);  // and within its day it is not the last
  CHECK(town.days().size() == 2);
  CHECK(town.days()[1].starts == 3U);
}

TEST_CASE("ninety days of a box are kept") {
  Running town;
  for (int day = 0; day < 95; ++day) town.tell(good(), kStart + 24h * day);
  CHECK(town.days().size() == kKeptDays);
  CHECK(town.days().front().happened == kStart + 24h * 94);
}

TEST_CASE("what is found rings once, names what is wrong, and ends by itself") {
  Running town;
  town.tell(with([](auto& h) { h.temperature_c = 90; }), kStart);
  REQUIRE(town.ringing().size() == 1);
  const auto alert = town.ringing()[0].alert;
  CHECK(alert.kind == dispatch::AlertKind::box_failing);
  CHECK(alert.monitor == kMonitor);
  CHECK(alert.elevator == town.elevator);
  CHECK(alert.text_zh.find("需要检修（温度过高）") != std::string::npos);
  CHECK(alert.text_en.find("needs attention (too hot)") != std::string::npos);
  CHECK(town.stored(Which::found).size() == 1);

  town.tell(with([](auto& h) { h.temperature_c = 91; }), kStart + 1h);
  REQUIRE(town.ringing().size() == 1);
  CHECK(town.ringing()[0].alert.key == alert.key);  // the same one
  town.tell(with([](auto& h) { h.temperature_c = 91, h.battery_percent = 5; }), kStart + 2h);
  REQUIRE(town.ringing().size() == 1);
  CHECK(town.ringing()[0].alert.text_en.find("(battery is low, too hot)") != std::string::npos);
  town.tell(good(), kStart + 3h);
  CHECK(town.ringing().empty());
  CHECK(town.stored(Which::found).empty());
}

TEST_CASE("a box that hangs nowhere is kept and does not ring") {
  Running town;
  town.box.monitor = kSpare;
  town.tell(with([](auto& h) { h.safe_mode = true; }), kStart);
  REQUIRE(town.stored(Which::found).size() == 1);
  CHECK(town.ringing().empty());
}

TEST_CASE("health in words: Chinese first, a dash for what was not measured") {
  Running town;
  town.tell(with([](auto& h) { h.safe_mode = true; }), kStart);
  const auto text = describe(town.stored()[0]);
  CHECK(text.find("2026-11-22 14:00:00  LG-000001  安全模式 / safe mode\n") == 0);
  CHECK(
      text.find("运行 / up 1 d 1 h  启动 / starts 3 (上电 / power)  CPU 1.2 %  内存 / memory 8.8 MiB  温度 31.5 °C") !=
      std::string::npos);
  CHECK(text.find("连接 / connects - (断 / lost -)") != std::string::npos);
}
