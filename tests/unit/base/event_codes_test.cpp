// DV-23: every kind of event against the table of docs/rules/events.md, in every dialect, both ways.
#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "common/base/event_codes.hpp"

using namespace liftguard;

namespace {

using Codes = std::set<std::string>;
using Reasons = std::vector<std::string>;

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> out;
  for (std::size_t from = 1, to = 0; (to = line.find('|', from)) != std::string::npos; from = to + 1)
    out.push_back(line.substr(from, to - from));
  return out;
}

std::vector<std::string> matches(const std::string& text, const std::regex& what) {
  std::vector<std::string> out;
  for (std::sregex_iterator at(text.begin(), text.end(), what), end; at != end; ++at) out.push_back((*at)[1]);
  return out;
}

// What events.md says of each kind: several names of a row share its code, or have one each, in their order.
std::map<std::string, Codes> documented() {
  std::map<std::string, Codes> out;
  std::ifstream in(LIFTGUARD_EVENTS_MD);
  REQUIRE(in.good());
  for (std::string line; std::getline(in, line);) {
    const auto cells = cells_of(line);
    if (cells.size() < 5) continue;
    const auto names = matches(cells[0], std::regex("`(\\w+)`"));
    const auto codes = matches(cells[4], std::regex("(\\d\\d)"));
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names.size() > 1 && codes.size() == names.size())
        out[names[i]] = {codes[i]};
      else
        out[names[i]] = Codes(codes.begin(), codes.end());
    }
  }
  return out;
}

// With and without each reason that a table asks for.
Codes codes_of(Dialect dialect, EventKind kind) {
  std::vector<Reasons> cases{{}};
  for (const auto& row : kCodeRows)
    if (!row.reason.empty()) cases.push_back({"occupied", std::string(row.reason)});
  Codes out;
  for (const auto& reasons : cases)
    if (const auto code = code_of(dialect, kind, reasons)) out.emplace(*code);
  return out;
}

}  // namespace

TEST_CASE("DV-23: every kind of event has the codes that events.md gives it, or is listed there as having none") {
  const auto table = documented();
  REQUIRE(table.size() == kEventFacts.size());
  for (const auto& facts : kEventFacts) {
    INFO(facts.name);
    const auto said = table.find(std::string(facts.name));
    REQUIRE(said != table.end());
    CHECK(codes_of(Dialect::gbt24476_chongqing, facts.kind) == said->second);
  }
}

TEST_CASE("DV-23: the two dialects differ in the numbers of over-travel and of people trapped in the zone, alone") {
  const std::map<std::string, std::string> continued{{"92", "09"}, {"91", "10"}, {"93", "11"}};
  for (const auto& facts : kEventFacts) {
    INFO(facts.name);
    Codes expected;
    for (const auto& code : codes_of(Dialect::gbt24476_chongqing, facts.kind)) {
      const auto other = continued.find(code);
      expected.insert(other == continued.end() ? code : other->second);
    }
    CHECK(codes_of(Dialect::gbt24476_continued, facts.kind) == expected);
  }
}

TEST_CASE("DV-23: people trapped have the number of where the car stands") {
  const auto code = [](const Reasons& reasons) {
    return code_of(Dialect::gbt24476_chongqing, EventKind::trapped, reasons);
  };
  CHECK(code({"outside_zone", "door_closed", "occupied"}) == "04");
  CHECK(code({"door_closed", "outside_zone"}) == "04");
  CHECK(code({"door_closed", "door_not_opened", "occupied"}) == "93");
  CHECK(code_of(Dialect::gbt24476_continued, EventKind::trapped, Reasons{"door_not_opened"}) == "11");
}

TEST_CASE("DV-23: a number is read as a kind where it can mean but one, and kept as it came in every case") {
  struct Case {
    Dialect dialect;
    std::string code;
    std::optional<EventKind> kind;
    std::string zh;
  };
  constexpr auto kChongqing = Dialect::gbt24476_chongqing;
  constexpr auto kContinued = Dialect::gbt24476_continued;
  for (const auto& c :
       {Case{kChongqing, "90", EventKind::alarm_button, "报警按钮动作"},
        Case{kChongqing, "93", EventKind::trapped, "门区内困人"},
        Case{kContinued, "11", EventKind::trapped, "门区内困人"},
        Case{kContinued, "09", EventKind::overtravel_top, "冲顶"}, Case{kContinued, "93", std::nullopt, ""},
        Case{kChongqing, "04", std::nullopt, "轿厢在开锁区域外停止"},  // with people in it or without
        Case{kChongqing, "41", std::nullopt, "主电源断电"},            // lost or restored
        Case{kChongqing, "01", std::nullopt, "安全回路断路"},          // nothing that we can see
        Case{kChongqing, "4", std::nullopt, ""}, Case{kChongqing, "", std::nullopt, ""},
        Case{kChongqing, "57-甲", std::nullopt, ""}}) {
    INFO(c.code);
    const auto reading = read_code(c.dialect, c.code);
    CHECK(reading.code == c.code);
    CHECK(reading.kind == c.kind);
    CHECK(reading.zh == c.zh);
  }
}

TEST_CASE("DV-23: a code that is read as a kind is the code of that kind") {
  for (const auto& row : kCodeRows) {
    INFO(row.code);
    CHECK(row.code.size() == 2);
    CHECK_FALSE(row.zh.empty());
    CHECK_FALSE(row.en.empty());
    if (const auto kind = read_code(row.dialect, row.code).kind)
      CHECK(codes_of(row.dialect, *kind).contains(std::string(row.code)));
  }
}

TEST_CASE("DV-23: dialects are known by name") {
  REQUIRE(find_dialect("gbt24476_continued") != nullptr);
  CHECK(find_dialect("gbt24476_continued")->dialect == Dialect::gbt24476_continued);
  CHECK(find_dialect("GBT24476_CONTINUED") == nullptr);
}
