// liftguard-replay as a program: exit status, what is on which stream, writes that fail.
#include <sys/wait.h>

#include <catch2/catch.hpp>

#include "tests/unit/replay/workshop.hpp"

namespace liftguard::replay::test {
namespace {

struct Ran {
  int status;
  std::string out, err;
};

Ran run(const Workshop& shop, const std::string& words, const std::string& out = "out") {
  const auto target = out == "out" ? shop.path("out") : out;
  const int status =
      std::system((std::string(REPLAY_PROGRAM) + " " + words + " > " + target + " 2> " + shop.path("err")).c_str());
  return {WEXITSTATUS(status), out == "out" ? shop.read("out") : "", shop.read("err")};
}

TEST_CASE("program: 0 done, 1 truth not met, 2 unusable; nothing but results on standard output") {
  const Workshop shop;
  auto truth = shop.record("a", "stuck_with_people", 1);
  const auto a = shop.path("a.csv"), t = shop.path("a.truth.json");
  const auto met = run(shop, a + " --truth " + t);
  CHECK(met.status == 0);
  CHECK(met.out.find("\"event\": \"trapped\"") != std::string::npos);
  CHECK(met.err.find("times real time") != std::string::npos);

  truth.events.push_back({"horseplay", 1000, 2000});
  shop.write("a.truth.json", trace::write_truth(truth));
  const auto missed = run(shop, a + " --truth " + t);
  CHECK(missed.status == 1);
  CHECK(missed.out == met.out + "{\"missing\": \"horseplay between 1 s and 2 s\"}\n");

  for (const auto& words : {std::string(), shop.path("nowhere.csv"), a + " --no-such-option", a + " --set trapped_s=5",
                            a + " --truth " + a, a + " --site " + a, a + " --explain 99:59:59", a + " --plot " + a,
                            a + " --plot " + shop.path("no/such/folder.svg")}) {
    INFO(words);
    const auto refused = run(shop, words);
    CHECK(refused.status == 2);
    CHECK_FALSE(refused.err.empty());
  }
}

TEST_CASE("program: what cannot be written is told, status 2") {
  const Workshop shop;
  shop.record("a", "stuck_with_people", 1);
  const auto a = shop.path("a.csv");
  for (const auto& words : {std::string("--help"), std::string("--parameters"), a, a + " --explain 1:00", shop.path(""),
                            shop.path("") + " --sweep trapped_s=30:30:1"}) {
    INFO(words);
    const auto full = run(shop, words, "/dev/full");
    CHECK(full.status == 2);
    CHECK(full.err.find("standard output: cannot be written: No space left on device") != std::string::npos);
  }
  CHECK(run(shop, a + " --plot /dev/full").status == 2);
  CHECK(run(shop, a + " --out /proc/nowhere").status == 2);
}

TEST_CASE("program: the same call gives the same bytes") {
  const Workshop shop;
  shop.record("c/a", "stuck_with_people", 1);
  shop.record("c/b", "door_held_open", 2);
  const auto a = shop.path("c/a.csv"), c = shop.path("c"), svg = shop.path("p.svg");
  for (const auto& words : {a + " --plot " + svg, a + " --explain 2:40", c, c + " --json",
                            c + " --sweep stopped_s=8:12:2", c + " --sweep stopped_s=8:12:2 --json"}) {
    INFO(words);
    const auto first = run(shop, words);
    const auto picture = std::filesystem::exists(svg) ? shop.read("p.svg") : "";
    CHECK(first.status == 0);
    CHECK(run(shop, words).out == first.out);
    if (!picture.empty()) CHECK(shop.read("p.svg") == picture);
  }
}

TEST_CASE("program: --explain names the event that a replay then reports, and when") {
  const Workshop shop;
  shop.record("a", "stuck_with_people", 1);
  const auto a = shop.path("a.csv");
  const auto events = run(shop, a).out;
  const auto line = events.rfind('\n', events.find("\"event\": \"trapped\"")) + 1;
  const double t_ms = std::stod(events.substr(line + 9));
  const auto before = run(shop, a + " --json --explain " + std::to_string(t_ms - 7000));
  REQUIRE(before.status == 0);
  const auto fires = before.out.find("\"fires_ms\": ");
  REQUIRE(fires != std::string::npos);
  CHECK(before.out.substr(0, fires).find("\"event\": \"trapped\"") != std::string::npos);
  CHECK(std::stod(before.out.substr(fires + 12)) == Approx(t_ms).margin(60));
  const auto text = run(shop, a + " --explain " + std::to_string(t_ms + 1000)).out;
  CHECK(text.find("● DV-6    门区外困人 Trapped outside the zone: 真 true") != std::string::npos);
  CHECK(text.find("下一个 Next: 无计时 no timer runs") != std::string::npos);
}

TEST_CASE("program: a trace may come through a pipe") {
  const Workshop shop;
  shop.record("a", "parked_briefly", 1);
  const auto a = shop.path("a.csv");
  const auto direct = run(shop, a);
  CHECK(run(shop, "/dev/stdin < /dev/null").status == 2);
  const int status = std::system(
      ("cat " + a + " | " + REPLAY_PROGRAM + " /dev/stdin > " + shop.path("piped") + " 2>/dev/null").c_str());
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(shop.read("piped") == direct.out);
}

TEST_CASE("program: what has no end is not read for ever") {
  const Workshop shop;
  const auto device = run(shop, "/dev/zero");
  CHECK(device.status == 2);
  CHECK(device.err.find("/dev/zero: cannot be read: it is a device, neither a file nor a pipe") != std::string::npos);
  for (const std::string endless : {"cat /dev/zero", "cat /dev/urandom", "yes"}) {
    INFO(endless);
    const int status = std::system(("ulimit -v 4000000; " + endless + " 2>/dev/null | timeout 20 " + REPLAY_PROGRAM +
                                    " /dev/stdin > /dev/null 2> " + shop.path("err"))
                                       .c_str());
    CHECK(WEXITSTATUS(status) == 2);
    CHECK(shop.read("err").find("/dev/stdin:1:1: the first line must be '# liftguard-trace: 1'") != std::string::npos);
  }
}

TEST_CASE("program: parameters that do not fit each other are refused, in whatever order they are set") {
  const Workshop shop;
  shop.record("a", "parked_briefly", 1);
  const auto a = shop.path("a.csv");
  CHECK(run(shop, a + " --set temperature_rearm_c=70").status == 2);
  CHECK(shop.read("err").find("temperature_rearm_c must be below over_temperature_c") != std::string::npos);
  CHECK(run(shop, a + " --set temperature_rearm_c=70 --set over_temperature_c=75").status == 0);
}

}  // namespace
}  // namespace liftguard::replay::test
