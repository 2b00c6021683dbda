// Commands and news over a real broker: told by one process, sent by another, answered by a box, and each of them
// killed in between.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/dispatch/taps.hpp"
#include "tests/unit/gateway/program.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

// The gateway serves in a process of its own; the verbs run beside it.
struct Served : Plant {
  Served() : config_file(write_config(*this)), ready(scratch.path / "ready") {}

  void serve() {
    std::filesystem::remove(ready);
    server = std::make_unique<Program>(
        scratch.path, std::vector<std::string>{"--config", config_file.string(), "--ready-file", ready.string()});
    REQUIRE(eventually([&] { return std::filesystem::exists(ready); }));
  }
  void kill_nine() {
    server->signal(SIGKILL);
    server->exit_code();
  }

  Program start(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--config", config_file.string()});
    return {scratch.path, std::move(arguments)};
  }
  struct Ended {
    int status;
    std::string output;
  };
  Ended run(std::vector<std::string> arguments) const {
    Program program = start(std::move(arguments));
    const int status = program.exit_code();
    return {status, program.output()};
  }
  Ended command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"command", kMonitor});
    return run(std::move(arguments));
  }
  void tap(rescue::Step step) {
    auto tx = database->begin();
    const OrderId order{std::stoll(text("select max(id) from orders"))};
    REQUIRE(dispatch::tap(tx, {.order = order, .step = step, .actor = {AccountId{7}, "王伟", ""}, .at = now()}, now())
                .has_value());
    tx.commit();
  }

  std::filesystem::path config_file;
  std::filesystem::path ready;
  std::unique_ptr<Program> server;
};

void check_contains(const std::string& text, const std::vector<std::string>& parts) {
  INFO(text);
  for (const auto& part : parts) {
    CAPTURE(part);
    CHECK(text.find(part) != std::string::npos);
  }
}

bool got(const Line& line, std::size_t number) {
  return eventually([&] { return line.commands().size() >= number; });
}

}  // namespace

TEST_CASE("a command of a second process reaches the box within a second, and its answer whoever waits for it") {
  Served plant;
  plant.serve();
  Line line(plant.broker, kMonitor);
  line.be_born(1);
  REQUIRE(eventually([&] { return plant.count("monitor_presence where state = 1") == 1; }));

  Program waiting = plant.start({"command", kMonitor, "identify", "20", "--by", "王伟", "--wait", "30"});
  REQUIRE(eventually([&] { return plant.count("commands") == 1; }));
  const auto issued = std::chrono::steady_clock::now();
  REQUIRE(got(line, 1));
  CHECK(std::chrono::steady_clock::now() - issued < 1s);
  const auto command = line.commands()[0];
  CHECK(std::get<wire::Identify>(command.errand).seconds == 20);
  line.answer(command, 1, wire::CommandOutcome::done);
  CHECK(waiting.exit_code() == 0);
  check_contains(waiting.output(), {"现场识别 / identify (20 s)", "王伟", "已答复 / answered: 已完成 / done"});
  REQUIRE(eventually([&] { return line.confirmed(Lane::event) == 1; }));

  Program refused = plant.start({"command", kMonitor, "reboot", "--wait", "30"});
  REQUIRE(got(line, 2));
  line.answer(line.commands()[1], 2, wire::CommandOutcome::busy);
  CHECK(refused.exit_code() == 4);
  const auto list = plant.run({"commands", kMonitor});
  CHECK(list.status == 0);
  check_contains(list.output, {"重启 / reboot", "装置忙 / busy", "现场识别 / identify"});
  CHECK(list.output.find("busy") < list.output.find("identify"));  // newest first
}

TEST_CASE("issued while no gateway runs, killed after sending, answered while none runs: one command, one answer") {
  Served plant;
  Line line(plant.broker, kMonitor);
  line.be_born(1);
  check_contains(plant.command({"self-test"}).output, {"装置不在线", "the monitor is not there", "待发送 / issued"});
  CHECK(plant.command({"self-test", "--wait", "1"}).status == 5);

  plant.serve();
  REQUIRE(got(line, 2));
  plant.kill_nine();
  const auto commands = line.commands();
  CHECK(commands[0].id != commands[1].id);
  line.answer(commands[0], 1, wire::CommandOutcome::done);
  plant.serve();  // the birth is retained: what is unanswered comes again
  REQUIRE(eventually([&] { return line.confirmed(Lane::event) == 1; }));
  REQUIRE(eventually([&] { return line.commands().size() > 2; }));
  line.answer(commands[1], 2, wire::CommandOutcome::done);
  REQUIRE(eventually([&] { return plant.count("commands where state = 3 and outcome = 1") == 2; }));
  CHECK(plant.count("commands") == 2);
  CHECK(plant.count("audit_log where action = 'command.issued'") == 2);
}

TEST_CASE("killed at any moment between issue, sending and answer: in the end every command is answered once") {
  Served plant;
  Line line(plant.broker, kMonitor);
  line.be_born(1);
  for (int round = 0; round < 8; ++round) {
    plant.serve();
    CHECK(plant.command({"identify", "5"}).status == 0);
    std::this_thread::sleep_for(20ms * round);
    plant.kill_nine();
  }
  plant.serve();
  const auto ids = [&] {
    std::vector<std::uint64_t> all;
    for (const auto& command : line.commands())
      if (std::find(all.begin(), all.end(), command.id) == all.end()) all.push_back(command.id);
    return all;
  };
  REQUIRE(eventually([&] { return ids().size() == 8; }));
  std::uint64_t seq = 0;
  for (const auto id : ids()) line.answer({id, {}, wire::TestNow{}}, ++seq, wire::CommandOutcome::done);
  REQUIRE(eventually([&] { return line.confirmed(Lane::event) == 8; }));
  CHECK(plant.count("commands where state = 3") == 8);
  CHECK(plant.count("changes where kind = 'command' and detail like '%answered%'") == 8);
}

TEST_CASE("J3: what cannot be sent is refused in Chinese and English, with exit status 3, and nothing is written") {
  Served plant;
  const auto file = plant.scratch.path / "settings.toml";
  std::ofstream(file) << "[engine\n";
  const auto large = plant.scratch.path / "large.toml";
  std::ofstream(large) << '#' << std::string(wire::kMaxSettingsBytes, 'x');

  struct Case {
    Served::Ended ended;
    std::vector<std::string> words;
  };
  for (const auto& c :
       {Case{plant.run({"command", "LG-999999", "reboot"}), {"未登记的装置", "no such monitor (LG-999999)"}},
        Case{plant.run({"commands", "LG-999999"}), {"no such monitor"}},
        Case{plant.command({"configure", file.string()}), {"不是有效的TOML", "(line 1: "}},
        Case{plant.command({"configure", large.string()}), {"文件过大", "8192 B"}},
        Case{plant.command({"configure", "/nowhere"}), {"无法读取文件", "(/nowhere)"}},
        Case{plant.command({"clip", "yesterday"}), {"neither an event's name nor a time (yesterday)"}},
        Case{plant.command({"reboot", "--valid", "5"}), {"有效期须为10秒至30天"}}}) {
    CHECK(c.ended.status == 3);
    check_contains(c.ended.output, c.words);
  }
  for (const auto& wrong : {std::vector<std::string>{"identify", "601"}, {"explode"}, {}})
    CHECK(plant.command(wrong).status > 100);  // the command line itself
  CHECK(plant.count("commands") == 0);
  CHECK(plant.count("audit_log") == 0);
}

TEST_CASE("settings arrive byte for byte, a clip's request names its event") {
  Served plant;
  plant.serve();
  Line line(plant.broker, kMonitor);
  line.be_born(1);
  const auto file = plant.scratch.path / "settings.toml";
  std::ofstream(file) << "# 设置\n[engine]\nconfirm_s = 20\n";
  CHECK(plant.command({"configure", file.string()}).status == 0);
  CHECK(plant.command({"clip", kMonitor + "/77/alarm/5"}).status == 0);
  REQUIRE(got(line, 2));
  CHECK(std::get<wire::Configure>(line.commands()[0].errand).toml == "# 设置\n[engine]\nconfirm_s = 20\n");
  CHECK(std::get<wire::RequestClip>(line.commands()[1].errand) ==
        wire::RequestClip{wire::RecordName{77, Lane::alarm, 5}});
}

TEST_CASE("steps of the rescue reach the box once, also over kill -9 of the gateway, and again after a reconnection") {
  Served plant;
  plant.serve();
  auto line = std::make_unique<Line>(plant.broker, kMonitor);
  line->be_born(1);
  line->send(Box().trapped(1, 9, plant.now()));
  REQUIRE(eventually([&] { return line->news().size() == 1; }));
  plant.kill_nine();
  plant.tap(rescue::Step::accepted);
  plant.serve();
  REQUIRE(eventually([&] { return line->news().size() == 2; }));
  plant.tap(rescue::Step::arrived);
  REQUIRE(eventually([&] { return line->news().size() == 3; }));
  std::this_thread::sleep_for(500ms);
  std::vector<wire::RescueStep> steps;
  for (const auto& news : line->news()) {
    CHECK(news.journal == Box{}.journal);
    CHECK(news.episode == 9);
    steps.push_back(news.step);
  }
  CHECK(steps == std::vector{wire::RescueStep::dispatched, wire::RescueStep::accepted, wire::RescueStep::arrived});

  line = std::make_unique<Line>(plant.broker, kMonitor);
  line->be_born(2);
  REQUIRE(eventually([&] { return line->news().size() == 1; }));
  CHECK(line->news()[0].step == wire::RescueStep::arrived);
}
