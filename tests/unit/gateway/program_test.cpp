// The program as it ships: its start, its refusals, its verbs, its end.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/wire/topics.hpp"
#include "tests/unit/gateway/plant.hpp"

extern char** environ;

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

class Program {
 public:
  Program(const std::filesystem::path& folder, std::vector<std::string> arguments) : output_(folder / "output") {
    arguments.insert(arguments.begin(), LG_GATEWAY);
    std::vector<char*> pointers;
    for (auto& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, output_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    REQUIRE(::posix_spawn(&process_, LG_GATEWAY, &actions, nullptr, pointers.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
  }
  ~Program() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void signal(int number) const { ::kill(process_, number); }

  int exit_code() {
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  [[nodiscard]] std::string output() const {
    std::ifstream in(output_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

 private:
  std::filesystem::path output_;
  pid_t process_ = -1;
};

std::filesystem::path write_config(const Plant& plant) {
  const auto path = plant.scratch.path / "gateway.toml";
  std::ofstream(path) << "[database]\nurl = \"sqlite:town.db\"\n[broker]\nhost = \"localhost\"\nport = "
                      << plant.broker.services_port()
                      << "\nca = \"services-ca.crt\"\ncertificate = \"gateway.crt\"\nkey = \"gateway.key\"\n"
                      << "[sms]\nurl = \"" << plant.config.sms.url << "\"\n";
  return path;
}

}  // namespace

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

TEST_CASE("J3: a wrong configuration or a database that is not there is refused at the start with exit code 2") {
  Plant plant;
  const auto path = plant.scratch.path / "wrong.toml";
  std::ofstream(path) << "[database]\nurl = \"sqlite:town.db\"\n";
  Program program(plant.scratch.path, {"--config", path.string()});
  CHECK(program.exit_code() == 2);
  CHECK(program.output().find("wrong.toml: broker: a section is needed") != std::string::npos);

  const auto config = write_config(plant);
  std::ofstream(config, std::ios::app) << "[gateway]\nslots = [0]\n";
  std::filesystem::rename(plant.scratch.path / "town.db", plant.scratch.path / "elsewhere.db");
  Program lost(plant.scratch.path, {"--config", config.string()});
  CHECK(lost.exit_code() == 2);
}
