// The Linux port: row times, the rows' socket, the journal's file.
#include <filesystem>

#include <catch2/catch.hpp>

#include "firmware/journal/journal.hpp"
#include "firmware/monitor/confirm_log.hpp"
#include "firmware/port/linux/file_device.hpp"
#include "firmware/port/linux/row_socket.hpp"
#include "tests/unit/monitor/folder.hpp"
#include "tests/unit/monitor/source.hpp"

using namespace liftguard;
using namespace std::chrono_literals;
using liftguard::test::Folder;
using liftguard::test::Source;

namespace {

engine::Time engine_at(std::chrono::microseconds t) {
  return engine::Time{t};
}

const std::string kHeader = "# liftguard-trace: 1\n# source: simulated test\n# floors: 1:0.00 2:3.00\nt_ms,door,btn\n";

}  // namespace

TEST_CASE("row times: differences within a connection, and over one whose source went on") {
  port::RowTime time;
  time.connected();
  CHECK(time.of_row(5'000'000, SteadyTime{100s}) == engine_at(100s));
  CHECK(time.of_row(5'010'000, SteadyTime{100s}) == engine_at(100s + 10ms));
  CHECK(time.at(SteadyTime{103s}) == engine_at(103s + 10ms));
  time.connected();
  CHECK(time.of_row(65'000'000, SteadyTime{106s}) == engine_at(160s));  // it lives ten times as fast
}

TEST_CASE("row times: a source that begins anew goes on where our clock is") {
  port::RowTime time;
  time.connected();
  (void)time.of_row(5'000'000, SteadyTime{100s});
  time.connected();
  CHECK(time.of_row(0, SteadyTime{130s}) == engine_at(130s));
  CHECK(time.of_row(1'000'000, SteadyTime{131s}) == engine_at(131s));
}

TEST_CASE("row times never fall, also against ticks in between") {
  port::RowTime time;
  time.connected();
  (void)time.of_row(1'000'000, SteadyTime{10s});
  CHECK(time.of_row(900'000, SteadyTime{10s}) == engine_at(10s));
}

TEST_CASE("rows over a socket become inputs in order, in pieces as they come, over reconnects") {
  Folder folder;
  Source source(folder.path() / "car");
  VirtualClock clock(utc_from_ms(0));
  port::RowSocket port((folder.path() / "car").string(), clock);
  std::vector<engine::Input> inputs;
  const auto take = [&](const engine::Input& input) { inputs.push_back(input); };
  CHECK_FALSE(port.site());

  port.wait(10ms, take);  // connects
  source.say(kHeader + "0,0,");
  port.wait(1s, take);
  REQUIRE(port.site());
  CHECK(port.site()->floor_count == 2);
  CHECK(port.site()->sensors.has(engine::Sensor::button));
  CHECK_FALSE(port.site()->sensors.has(engine::Sensor::pressure));
  CHECK(inputs.empty());
  source.say("1\n20,1,\n");
  port.wait(1s, take);
  REQUIRE(inputs.size() == 3);
  CHECK(std::get<engine::SwitchReading>(inputs[0].reading).which == engine::Switch::door);
  CHECK(std::get<engine::SwitchReading>(inputs[1].reading).which == engine::Switch::button);
  CHECK(std::get<engine::SwitchReading>(inputs[2].reading).on);
  CHECK(inputs[2].at - inputs[0].at == 20ms);

  source.hang_up();
  port.wait(1s, take);
  clock.advance(5s);
  port.wait(10ms, take);  // connects again
  CHECK(inputs.size() == 4);
  CHECK(std::holds_alternative<engine::Tick>(inputs.back().reading));  // silence is a second long
  source.say(kHeader + "0,0,0\n");
  port.wait(1s, take);
  REQUIRE(inputs.size() == 6);
  CHECK(inputs.back().at > inputs[3].at - 1us);
  CHECK(inputs.back().at - inputs[2].at >= 5s);
}

TEST_CASE("a source that talks nonsense is hung up on, not believed") {
  Folder folder;
  Source source(folder.path() / "car");
  VirtualClock clock(utc_from_ms(0));
  port::RowSocket port((folder.path() / "car").string(), clock);
  std::vector<engine::Input> inputs;
  const auto take = [&](const engine::Input& input) { inputs.push_back(input); };
  port.wait(10ms, take);
  source.say(kHeader + "0,0,0\n10,2,0\n20,0,0\n");
  port.wait(1s, take);
  CHECK(inputs.size() == 2);  // the row before the bad one
  source.hang_up();
  clock.advance(1s);
  port.wait(10ms, take);
  source.say(std::string(5'000, 'x'));  // no end of line
  port.wait(1s, take);
  source.hang_up();
  clock.advance(1s);
  port.wait(10ms, take);
  source.say(kHeader + "0,1,0\n");
  port.wait(1s, take);
  CHECK(std::get<engine::SwitchReading>(inputs[inputs.size() - 2].reading).on);
}

TEST_CASE("a journal lives in a file, which one process has at a time and which has its size from the start") {
  Folder folder;
  const auto path = folder.path() / "journal";
  const journal::Geometry geometry{4096, 19, 16};
  journal::Options options;
  options.sectors = {8, 4, 4, 3};
  options.max_record = 600;
  options.stamp = [] { return wire::Stamp{}; };
  options.random = [] { return 12345U; };
  const wire::Bytes record{1, 2, 3};
  const journal::Draft draft{Lane::alarm, EventKind::trapped, record};
  journal::RecordKey key;
  {
    port::FileDevice device(path, geometry);
    CHECK(std::filesystem::file_size(path) == 19 * 4096);
    CHECK_THROWS_AS(port::FileDevice(path, geometry), journal::DeviceError);
    journal::Journal journal(device, options);
    key = journal.append({&draft, 1}, {})->front();
  }
  {
    port::FileDevice device(path, geometry);
    journal::Journal journal(device, options);
    CHECK_FALSE(journal.opened().formatted);
    CHECK(*journal.read(key) == record);
  }
  CHECK_THROWS_AS(port::FileDevice(path, journal::Geometry{4096, 20, 16}), journal::DeviceError);
  CHECK(std::filesystem::exists(path));
  CHECK_THROWS_AS(port::FileDevice("/nonexistent/journal", geometry), journal::DeviceError);
}

TEST_CASE("the confirmation log has one line a lane") {
  Folder folder;
  const auto path = folder.path() / "confirmed.jsonl";
  const wire::Confirm confirm{5, 7, {{Lane::alarm, 3, {{5, 6}}}, {Lane::bulk, 9, {}}}};
  monitor::ConfirmLog(path).write(confirm, utc_from_ms(1'000));
  monitor::ConfirmLog(path).write(confirm, utc_from_ms(2'000));
  CHECK(test::read_file(path) ==
        "{\"confirmed\":1000,\"journal\":5,\"lane\":0,\"contiguous\":3,\"ranges\":[[5,6]]}\n"
        "{\"confirmed\":1000,\"journal\":5,\"lane\":2,\"contiguous\":9,\"ranges\":[]}\n"
        "{\"confirmed\":2000,\"journal\":5,\"lane\":0,\"contiguous\":3,\"ranges\":[[5,6]]}\n"
        "{\"confirmed\":2000,\"journal\":5,\"lane\":2,\"contiguous\":9,\"ranges\":[]}\n");
}
