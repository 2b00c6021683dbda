// What an operator writes at the command line, before anything is sent.
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "gateway/commands/asking.hpp"
#include "tests/unit/gateway/scratch.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

std::string code_of(const Result<wire::Errand>& errand) {
  return errand ? std::string(wire::errand_name(*errand)) : errand.error().code;
}

}  // namespace

TEST_CASE("settings: TOML as it is; what is none is refused with its line before it is sent") {
  struct Case {
    std::string text;
    std::string expected;
  };
  for (const auto& c :
       {Case{"", "configure"}, Case{"[engine]\nconfirm_s = 20\n", "configure"}, Case{"a = \"困人\"\n", "configure"},
        Case{"a = ", "bad_toml"}, Case{"a = 1\na = 2\n", "bad_toml"}, Case{"a = \"\xff\"\n", "bad_toml"},
        Case{"[=x]\n", "bad_toml"}, Case{"#" + std::string(wire::kMaxSettingsBytes - 1, 'x'), "configure"},
        Case{"#" + std::string(wire::kMaxSettingsBytes, 'x'), "too_large"}}) {
    CAPTURE(c.text);
    CHECK(code_of(commands::parse_settings(c.text)) == c.expected);
  }
  CHECK(commands::parse_settings("a = 1\nb = \n").error().detail.starts_with("line 2: "));
}

TEST_CASE("settings are read from a file; one that is not there, a folder, or far too large is refused") {
  const Scratch scratch;
  const auto file = scratch.path / "settings.toml";
  CHECK(code_of(commands::read_settings(file)) == "unreadable");
  CHECK(code_of(commands::read_settings(scratch.path)) == "unreadable");
  CHECK(code_of(commands::read_settings("/dev/zero")) == "too_large");
  std::ofstream(file) << "a = 1\n";
  CHECK(std::get<wire::Configure>(*commands::read_settings(file)).toml == "a = 1\n");
}

TEST_CASE("a clip is asked for by its event, as the lists name it, or by a time of today's clocks") {
  const auto ask = [](std::string_view what) { return commands::parse_clip_request(kMonitor, what, kStart); };
  const auto event = std::get<wire::RequestClip>(ask("LG-000001/77/alarm/5").value());
  CHECK(std::get<wire::RecordName>(event.of) == wire::RecordName{77, Lane::alarm, 5});
  const wire::ClipSpan span{kStart - 100s, kStart - 10s};
  for (const char* time : {"2026-11-22 13:59:20", "2026-11-22T05:59:20Z", "2026-11-22T13:59:20+08:00"}) {
    CAPTURE(time);
    CHECK(std::get<wire::ClipSpan>(std::get<wire::RequestClip>(ask(time).value()).of) == span);
  }
  CHECK(code_of(ask("LG-000009/77/alarm/5")) == "other_monitor");
  CHECK(code_of(ask("2026-11-22T06:00:01Z")) == "in_future");
  for (const char* bad : {"", "yesterday", "77/alarm/5", "LG-000001/77/loud/5", "LG-000001/0/alarm/5",
                          "LG-000001/77/alarm/x", "LG-000001/77/alarm/5/6", "2026-11-22 13:59", "2026-11-22T13:59:20"})
    CHECK(code_of(ask(bad)) == "bad_when");
}
