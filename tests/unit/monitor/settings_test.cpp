// Settings from afar: refused as a whole with the reason, on trial until the gateway was reached, taken back otherwise;
// whatever is killed when, the box starts with the former or the new ones.
#include <catch2/catch.hpp>

#include "firmware/monitor/config/settable.hpp"
#include "firmware/monitor/settings/settings.hpp"
#include "tests/unit/monitor/folder.hpp"
#include "tests/unit/update/killed.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using namespace std::chrono_literals;
using wire::CommandOutcome;
using wire::SettingsState;

namespace {

const std::string kFirst = "[engine]\ntrapped_s = 45\n";
const std::string kSecond = "[engine]\ntrapped_s = 50\n[broker]\nheartbeat_s = 30\n";
const std::string kWrong = "[engine]\ntrapped_s = -1\n";

Config own() {
  Config out;
  out.monitor = "LG-000001";
  out.keep_alive = 40s;
  out.hash = 7;
  return out;
}

// A box that starts again and again with one settings' file.
struct Box {
  explicit Box(const std::filesystem::path& file_in) : file(file_in) {}

  Settings& start() {
    settings.emplace(file, own(), clock);
    config = settings->begin();
    return *settings;
  }
  // To a new monitor within the program, as run() does it.
  void follow() {
    REQUIRE(settings->wants_restart());
    config = settings->begin();
  }

  std::filesystem::path file;
  VirtualClock clock{utc_from_ms(1'795'000'000'000)};
  std::optional<Settings> settings;
  Config config;
};

}  // namespace

TEST_CASE("settings lie over the box's own configuration, and what they do not name stays as it is there") {
  const auto config = with_settings(own(), kSecond);
  REQUIRE(config.has_value());
  CHECK(config->parameters.trapped_s == 50.0F);
  CHECK(config->heartbeat == 30s);
  CHECK(config->keep_alive == 40s);
  CHECK(config->monitor == "LG-000001");
  CHECK(config->hash != own().hash);
  CHECK(config->hash != with_settings(own(), kFirst)->hash);
  CHECK(with_settings(own(), "")->hash == own().hash);
  CHECK(with_settings(own(), "[broker]\nheartbeat_s = 50\n")->heartbeat == 50s);
  CHECK(with_settings(own(), "[self_test]\nevery_h = 12\n")->self_test_every == 12h);
}

TEST_CASE("settings that are wrong anywhere are refused as a whole, with key and reason") {
  struct Case {
    std::string toml, why;
  };
  for (const auto& c : {
           Case{"[engine]\ntrapped_s = 45\nunheard_of = 1\n", "settings: engine.unheard_of: is not known"},
           Case{"[engine]\ntrapped_s = \"45\"\n", "settings: engine.trapped_s: is not a number"},
           Case{"[broker]\nhost = \"elsewhere\"\n", "settings: broker.host: is not known"},
           Case{"monitor = \"LG-000002\"\n", "settings: monitor: is not known"},
           Case{"[broker]\nheartbeat_s = 0\n", "settings: broker.heartbeat_s: "},
           Case{"[broker]\nheartbeat_s = 51\n", "settings: broker.heartbeat_s: is not 1 to 50"},  // C12
           Case{"[self_test]\nevery_h = 1000\n", "settings: self_test.every_h: "},
           Case{"[engine\n", "settings:1: "},
           Case{"\n[=", "settings:2: a table needs a name"},
           Case{"a = 困\n", "settings:1: a letter outside quotation marks"},
       }) {
    INFO(c.toml);
    const auto config = with_settings(own(), c.toml);
    REQUIRE(config.has_error());
    CHECK(config.error().detail.substr(0, c.why.size()) == c.why);
  }
}

TEST_CASE("settings are on trial until the gateway has spoken, and are kept then, over restarts") {
  test::Folder folder;
  Box box(folder.path() / "settings");
  auto& settings = box.start();
  CHECK(settings.state() == wire::ConfigState{});
  CHECK(settings.offer({kFirst}, 9).outcome == CommandOutcome::done);
  CHECK(box.config.parameters.trapped_s == engine::Parameters{}.trapped_s);
  box.follow();
  CHECK(box.config.parameters.trapped_s == 45.0F);
  CHECK(settings.state().state == SettingsState::trial);
  CHECK(settings.state().command == 9);
  CHECK_FALSE(settings.step());
  settings.reached();
  CHECK(settings.step());
  CHECK_FALSE(settings.step());
  CHECK(settings.state().state == SettingsState::applied);
  CHECK_FALSE(settings.wants_restart());
  for (int i = 0; i < 5; ++i) {
    CHECK(box.start().state().state == SettingsState::applied);
    CHECK(box.config.parameters.trapped_s == 45.0F);
  }
}

TEST_CASE("a gateway that spoke before the settings were in force proves nothing of them") {
  test::Folder folder;
  Box box(folder.path() / "settings");
  auto& settings = box.start();
  settings.reached();
  CHECK(settings.offer({kFirst}, 9).outcome == CommandOutcome::done);
  settings.reached();
  CHECK_FALSE(settings.step());
  box.follow();
  CHECK_FALSE(settings.step());
  CHECK(settings.state().state == SettingsState::trial);
}

TEST_CASE("settings with which the gateway is not reached for ten minutes are taken back, and it is said why") {
  test::Folder folder;
  Box box(folder.path() / "settings");
  auto& settings = box.start();
  CHECK(settings.offer({kFirst}, 9).outcome == CommandOutcome::done);
  box.follow();
  settings.reached();
  CHECK(settings.step());
  CHECK(settings.offer({kSecond}, 10).outcome == CommandOutcome::done);
  box.follow();
  CHECK(box.config.parameters.trapped_s == 50.0F);
  box.clock.advance(Settings::kTrial - 1us);
  CHECK_FALSE(settings.step());
  box.clock.advance(1us);
  CHECK(settings.step());
  box.follow();
  CHECK(box.config.parameters.trapped_s == 45.0F);
  const auto state = settings.state();
  CHECK(state.state == SettingsState::applied);
  CHECK(state.command == 9);
  CHECK(state.refused == 10);
  CHECK_FALSE(state.reason.empty());
}

TEST_CASE("settings with which the program ends before the gateway was reached are taken back after three starts") {
  test::Folder folder;
  Box box(folder.path() / "settings");
  CHECK(box.start().offer({kFirst}, 9).outcome == CommandOutcome::done);
  for (std::uint32_t i = 0; i < SettingsRecord::kMostStarts; ++i) {
    box.start();
    CHECK(box.config.parameters.trapped_s == 45.0F);
  }
  const auto state = box.start().state();
  CHECK(box.config.parameters.trapped_s == engine::Parameters{}.trapped_s);
  CHECK(state.state == SettingsState::factory);
  CHECK(state.refused == 9);
}

TEST_CASE("a trial after a trial goes back to what was before both; none at all is a setting like any other") {
  test::Folder folder;
  Box box(folder.path() / "settings");
  auto& settings = box.start();
  CHECK(settings.offer({kFirst}, 9).outcome == CommandOutcome::done);
  box.follow();
  CHECK(settings.offer({kSecond}, 10).outcome == CommandOutcome::done);
  box.follow();
  box.clock.advance(Settings::kTrial);
  CHECK(settings.step());
  CHECK(settings.state().state == SettingsState::factory);
  CHECK(settings.state().refused == 10);
  box.follow();

  CHECK(settings.offer({kFirst}, 11).outcome == CommandOutcome::done);
  box.follow();
  settings.reached();
  CHECK(settings.step());
  CHECK(settings.offer({""}, 12).outcome == CommandOutcome::done);
  box.follow();
  settings.reached();
  CHECK(settings.step());
  CHECK(settings.state() == wire::ConfigState{SettingsState::factory, 0, 12, 0, ""});
  CHECK(box.config.parameters.trapped_s == engine::Parameters{}.trapped_s);
}

TEST_CASE("the same settings again are no new trial: what is kept stays kept, under the newer command") {
  test::Folder folder;
  Box box(folder.path() / "settings");
  auto& settings = box.start();
  CHECK(settings.offer({""}, 8).outcome == CommandOutcome::done);
  CHECK(settings.state().state == SettingsState::factory);
  CHECK(settings.offer({kFirst}, 9).outcome == CommandOutcome::done);
  box.follow();
  settings.reached();
  CHECK(settings.step());
  CHECK(settings.offer({kWrong}, 10).outcome == CommandOutcome::refused);
  CHECK(settings.offer({kFirst}, 11).outcome == CommandOutcome::done);
  CHECK_FALSE(settings.wants_restart());
  CHECK(settings.state().state == SettingsState::applied);
  CHECK(settings.state().command == 11);
  CHECK(settings.state().refused == 0);
  CHECK(settings.outcome(11)->outcome == CommandOutcome::done);
  CHECK_FALSE(settings.step());
  CHECK(box.start().state().command == 11);
}

TEST_CASE("the same settings again during their trial lengthen it by nothing, and are kept or taken back with it") {
  const bool reached = GENERATE(true, false);
  test::Folder folder;
  Box box(folder.path() / "settings");
  auto& settings = box.start();
  CHECK(settings.offer({kFirst}, 9).outcome == CommandOutcome::done);
  box.follow();
  box.clock.advance(Settings::kTrial - 1us);
  CHECK(settings.offer({kFirst}, 10).outcome == CommandOutcome::done);
  CHECK_FALSE(settings.wants_restart());
  CHECK(settings.state().state == SettingsState::trial);
  CHECK_FALSE(settings.step());
  if (reached) settings.reached();
  box.clock.advance(1us);
  CHECK(settings.step());
  CHECK(settings.state().state == (reached ? SettingsState::applied : SettingsState::factory));
  CHECK((reached ? settings.state().command : settings.state().refused) == 10);
}

TEST_CASE("settings offered while others wait for the car to rest, and then the former again, are no trial for ever") {
  test::Folder folder;
  Box box(folder.path() / "settings");
  auto& settings = box.start();
  CHECK(settings.offer({kFirst}, 9).outcome == CommandOutcome::done);
  box.follow();
  settings.reached();
  CHECK(settings.step());
  CHECK(settings.offer({kSecond}, 10).outcome == CommandOutcome::done);
  CHECK(settings.offer({kFirst}, 11).outcome == CommandOutcome::done);
  CHECK_FALSE(settings.wants_restart());
  CHECK(settings.step());
  CHECK(settings.state().state == SettingsState::applied);
  CHECK(settings.state().command == 11);
}

TEST_CASE("safe mode uses the box's own configuration alone, ends a trial and keeps what was applied") {
  test::Folder folder;
  Box box(folder.path() / "settings");
  auto& settings = box.start();
  CHECK(settings.offer({kFirst}, 9).outcome == CommandOutcome::done);
  box.follow();
  settings.reached();
  CHECK(settings.step());
  CHECK(settings.offer({kSecond}, 10).outcome == CommandOutcome::done);
  CHECK(settings.begin_without().parameters.trapped_s == engine::Parameters{}.trapped_s);
  CHECK_FALSE(settings.wants_restart());
  settings.reached();
  CHECK_FALSE(settings.step());
  CHECK(settings.state().refused == 10);
  CHECK(box.start().state().state == SettingsState::applied);
  CHECK(box.config.parameters.trapped_s == 45.0F);
}

TEST_CASE("refused settings change nothing, and the next birth tells of them") {
  test::Folder folder;
  Box box(folder.path() / "settings");
  auto& settings = box.start();
  const auto answer = settings.offer({kWrong}, 9);
  CHECK(answer.outcome == CommandOutcome::refused);
  CHECK(answer.detail.find("engine.trapped_s") != std::string::npos);
  CHECK_FALSE(settings.wants_restart());
  CHECK(box.start().state().refused == 9);
  CHECK(box.settings->outcome(9)->outcome == CommandOutcome::refused);
  CHECK_FALSE(box.settings->outcome(8));
}

TEST_CASE("applied settings that this release does not take are given up, and it is said why") {
  test::Folder folder;
  const auto file = folder.path() / "settings";
  auto record = reached(offered({}, {"[engine]\nof_another_release = 1\n", 9}));
  std::ofstream(file, std::ios::binary) << encode(record);
  Box box(file);
  const auto state = box.start().state();
  CHECK(state.state == SettingsState::factory);
  CHECK(state.refused == 9);
  CHECK(state.reason.find("of_another_release") != std::string::npos);
}

TEST_CASE("a settings' file that is cut short or has rotted anywhere is none, and the box starts") {
  auto record = offered({}, {kFirst, 9});
  record = refused(record, 8, "为什么");
  const auto whole = encode(record);
  CHECK(decode_settings(whole) == record);
  for (std::size_t cut = 0; cut < whole.size(); ++cut)
    CHECK_FALSE(decode_settings(std::string_view(whole).substr(0, cut)));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto rotten = whole;
    rotten[at] = static_cast<char>(rotten[at] ^ 1);
    CHECK_FALSE(decode_settings(rotten));
  }
  test::Folder folder;
  std::ofstream(folder.path() / "settings") << whole.substr(1);
  Box box(folder.path() / "settings");
  CHECK(box.start().state().state == SettingsState::factory);
  CHECK_FALSE(box.settings->state().reason.empty());
}

TEST_CASE("killed at every system call of an offer, a box starts with the former settings or the new ones") {
  for (std::size_t stop = 1;; ++stop) {
    const test::Folder folder;
    const auto file = folder.path() / "settings";
    std::ofstream(file, std::ios::binary) << encode(reached(offered({}, {kFirst, 9})));
    const auto end = test::run_killed(stop, [&] {
      Box box(file);
      if (box.start().offer({kSecond}, 10).outcome != CommandOutcome::done) throw std::runtime_error("not taken");
      box.config = box.settings->begin();
    });
    if (end == test::End::not_traceable) {
      WARN("this host lets nobody trace: not tried");
      return;
    }
    INFO("stop " << stop);
    Box box(file);
    const auto state = box.start().state();
    const bool former = state.state == SettingsState::applied && box.config.parameters.trapped_s == 45.0F;
    const bool fresh = state.state == SettingsState::trial && box.config.parameters.trapped_s == 50.0F;
    CHECK((former || fresh));
    // Whatever the file says, the command's outcome follows it.
    CHECK(box.settings->outcome(10).has_value() == fresh);
    if (end == test::End::finished) {
      CHECK(fresh);
      CHECK(stop > 20);
      break;
    }
  }
}
