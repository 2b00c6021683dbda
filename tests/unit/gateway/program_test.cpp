// The program as it ships: its start, its refusals, its verbs, its end.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "common/wire/state.hpp"
#include "common/wire/topics.hpp"
#include "tests/unit/gateway/program.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

TEST_CASE("the program says when it is ready, takes an alarm, and ends within 2 s of SIGTERM") {
  Plant plant;
  const auto config = write_config(plant);
  const auto ready = plant.scratch.path / "ready";
  Program program(plant.scratch.path, {"--config", config.string(), "--ready-file", ready.string()});
  REQUIRE(eventually([&] { return std::filesystem::exists(ready); }));
  Line line(plant.broker, kMonitor);
  line.send(Box().trapped(1, 1, plant.now()));
  REQUIRE(eventually([&] { return line.confirmed(Lane::alarm) == 1; }));
  const auto begun = std::chrono::steady_clock::now();
  program.signal(SIGTERM);
  CHECK(program.exit_code() == 0);
  CHECK(std::chrono::steady_clock::now() - begun < 2s);
}

TEST_CASE("dead-letters lists what was set aside, in Chinese and English, as one can read it") {
  Plant plant;
  Line line(plant.broker, kMonitor);
  plant.start_gateway();
  line.publish(wire::up_topic(kMonitor, Lane::alarm), "broken");
  REQUIRE(eventually([&] { return plant.count("dead_letters") == 1; }));
  Program program(plant.scratch.path, {"dead-letters", "--config", write_config(plant).string()});
  CHECK(program.exit_code() == 0);
  const std::string output = program.output();
  INFO(output);
  for (const char* part : {"LG-000001", "up/alarm", "6 B", "消息格式损坏", "damaged: not a message of a monitor"})
    CHECK(output.find(part) != std::string::npos);
}

TEST_CASE("C11, DV-19: blind lists the box that says it has lost its door switch, with its lift and the minutes") {
  Plant plant;
  Line line(plant.broker, kMonitor);
  plant.start_gateway();
  wire::Heartbeat beat;
  beat.sensors_lost = {"door"};
  const auto bytes = wire::encode(wire::State{kMonitor, beat});
  line.publish(wire::state_topic(kMonitor), {bytes.begin(), bytes.end()});
  REQUIRE(eventually([&] { return plant.count("monitor_presence where blind_since_ms is not null") == 1; }));
  Program program(plant.scratch.path, {"blind", "--config", write_config(plant).string()});
  CHECK(program.exit_code() == 0);
  const std::string output = program.output();
  INFO(output);
  for (const char* part : {"100001", "LG-000001", "湖畔花园一号楼", "传感器失效 sensors lost: door", "0 min"})
    CHECK(output.find(part) != std::string::npos);
}

TEST_CASE("J3: a wrong configuration or a database that is not there is refused at the start with exit code 2") {
  Plant plant;
  const auto path = plant.scratch.path / "wrong.toml";
  std::ofstream(path) << "[database]\nurl = \"sqlite:town.db\"\n";
  Program program(plant.scratch.path, {"--config", path.string()});
  CHECK(program.exit_code() == 2);
  CHECK(program.output().find("wrong.toml: broker: a section is needed") != std::string::npos);

  const auto config = write_config(plant);
  std::ofstream(config, std::ios::app) << "[gateway]\nslots = [0]\n";
  const Scratch elsewhere;
  plant.url = "sqlite:" + (elsewhere.path / "nothing.db").string();
  Program lost(plant.scratch.path, {"--config", write_config(plant).string()});
  CHECK(lost.exit_code() == 2);
}
