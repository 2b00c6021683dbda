// The command line and the ledger.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <unistd.h>

#include "simulators/lift/program/arguments.hpp"
#include "simulators/lift/program/ledger.hpp"

using namespace liftguard;
using namespace liftguard::lift;

namespace {

Result<Arguments> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "liftguard-simulate");
  return parse_arguments(static_cast<int>(words.size()), words.data());
}

}  // namespace

TEST_CASE("a recording needs a scenario that ends and a place for it") {
  const auto good = parse({"stuck_empty", "--seed", "7", "-o", "x.csv"});
  REQUIRE(good.has_value());
  CHECK(good->scenario == "stuck_empty");
  CHECK(good->live_options.play.seed == 7);
  CHECK_FALSE(good->live_options.play.minutes);
  CHECK(parse({"ordinary_day", "--minutes", "40", "-o", "x.csv"})->live_options.play.minutes == 40.0);
  CHECK(parse({"stuck_empty"}).error().code == "usage");
  CHECK(parse({"stuck_empty", "-o", "x.txt"}).error().code == "usage");
  CHECK(parse({"living", "-o", "x.csv"}).error().code == "usage");
  CHECK(parse({"stuck_empty", "-o", "x.csv", "--rate", "5"}).error().code == "usage");
  CHECK(parse({"stuck_empty", "-o", "x.csv", "--sede", "5"}).error().code == "usage");
}

TEST_CASE("an unknown scenario is answered with the list") {
  const auto refused = parse({"no_such_thing", "-o", "x.csv"});
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == "usage");
  CHECK(refused.error().detail.find("ordinary_day") != std::string::npos);
  CHECK(parse({"--list"})->list);
  CHECK(parse({"--help"}).error().code == "help");
}

TEST_CASE("a live world needs sockets by name, and a ledger the monitor that it speaks of") {
  const auto good = parse({"living", "--live", "--listen", "unix:/tmp/x.sock", "--control", "unix:/tmp/c.sock",
                           "--speed", "20", "--ledger", "l.jsonl", "--monitor", "LG-1"});
  REQUIRE(good.has_value());
  CHECK(good->live_options.listen == "/tmp/x.sock");
  CHECK(good->live_options.control == std::filesystem::path("/tmp/c.sock"));
  CHECK(good->live_options.speed == 20.0);
  CHECK(parse({"living", "--live"}).error().code == "usage");
  CHECK(parse({"living", "--live", "--listen", "/tmp/x.sock"}).error().code == "usage");
  CHECK(parse({"living", "--live", "--listen", "unix:/x", "--control", "unix:"}).error().code == "usage");
  CHECK(parse({"living", "--live", "--listen", "unix:/x", "--ledger", "l"}).error().code == "usage");
}

TEST_CASE("a ledger line is on disk when the call returns; a file that is there is carried on") {
  const auto path = std::filesystem::temp_directory_path() / ("lift_ledger_" + std::to_string(::getpid()) + ".jsonl");
  std::ofstream(path) << "{\"ledger\":\"before\"}\n";
  const VirtualClock clock{utc_from_ms(1'700'000'000'000)};
  const auto text = [&] {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  std::string expected = "{\"ledger\":\"before\"}\n";
  {
    Ledger ledger{path, "LG-1", clock};
    ledger.freed(5);  // nobody was trapped: nothing to say
    CHECK(text() == expected);
    ledger.trapped(40'000);
    expected += R"({"ledger":"trapped","monitor":"LG-1","episode":1,"t_ms":40000,"wall_ms":1700000000000})"
                "\n";
    CHECK(text() == expected);
    ledger.note_watcher(38'000, true);
    ledger.note_watcher(52'000, true);
    ledger.note_watcher(52'010, false);
    ledger.note_watcher(60'000, true);
    ledger.note_watcher(90'000, true);
    ledger.freed(91'000);
    expected +=
        R"({"ledger":"freed","monitor":"LG-1","episode":1,"t_ms":91000,"wall_ms":1700000000000,"watched_ms":30000})"
        "\n";
    CHECK(text() == expected);
    ledger.trapped(200'000);
    ledger.freed(260'000);
    CHECK(text().find(R"("episode":2,"t_ms":260000,"wall_ms":1700000000000,"watched_ms":0)") != std::string::npos);
  }
  std::filesystem::remove(path);
}
