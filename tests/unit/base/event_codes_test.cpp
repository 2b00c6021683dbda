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
  for (const auto& row : CodeTable::built_in(dialect).rows())
    if (!row.reason.empty()) cases.push_back({"occupied", row.reason});
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

TEST_CASE("DV-23: a number is read as a kind by what the report says with it, and kept as it came in every case") {
  struct Case {
    Dialect dialect;
    std::string code;
    SaidWith said;
    std::optional<EventKind> kind;
    std::string zh;
  };
  constexpr auto kChongqing = Dialect::gbt24476_chongqing;
  constexpr auto kContinued = Dialect::gbt24476_continued;
  const std::string outside = "轿厢在开锁区域外停止";
  for (const auto& c : {
           Case{kChongqing, "90", {}, EventKind::alarm_button, "报警按钮动作"},
           Case{kChongqing, "93", {}, EventKind::trapped, "门区内困人"},
           Case{kChongqing, "93", {.occupied = false}, EventKind::trapped, "门区内困人"},
           Case{kContinued, "11", {}, EventKind::trapped, "门区内困人"},
           Case{kContinued, "09", {}, EventKind::overtravel_top, "冲顶"},
           Case{kContinued, "93", {}, std::nullopt, ""},
           Case{kChongqing, "04", {}, EventKind::trapped, outside},  // people are trapped until somebody says otherwise
           Case{kChongqing, "04", {.occupied = true}, EventKind::trapped, outside},
           Case{kChongqing, "04", {.occupied = false}, EventKind::stopped_outside_zone, outside},
           Case{kChongqing, "41", {}, EventKind::mains_lost, "主电源断电"},
           Case{kChongqing, "41", {.over = false}, EventKind::mains_lost, "主电源断电"},
           Case{kChongqing, "41", {.over = true}, EventKind::mains_restored, "主电源断电"},
           Case{kContinued, "43", {.occupied = false}, EventKind::inspection_on, "检修运行模式"},
           Case{kContinued, "43", {.over = true}, EventKind::inspection_off, "检修运行模式"},
           Case{kChongqing, "01", {}, std::nullopt, "安全回路断路"},  // nothing that we can see
           Case{kChongqing, "4", {}, std::nullopt, ""},
           Case{kChongqing, "", {}, std::nullopt, ""},
           Case{kChongqing, "57-甲", {}, std::nullopt, ""},
           Case{Dialect::regulator, "04", {}, std::nullopt, ""},  // nobody has said what its numbers are
       }) {
    INFO(c.code);
    const auto reading = CodeTable::built_in(c.dialect).read(c.code, c.said);
    CHECK(reading.code == c.code);
    CHECK(reading.kind == c.kind);
    CHECK(reading.zh == c.zh);
  }
}

TEST_CASE("DV-23: what goes out as a code comes back as the same kind, in every dialect") {
  int codes = 0;
  for (const auto& dialect : kDialects) {
    const CodeTable& table = CodeTable::built_in(dialect.dialect);
    for (const auto& row : table.rows()) {
      INFO(dialect.name << " " << row.code);
      CHECK(row.code.size() == 2);
      if (!row.kind) continue;
      const Reasons reasons = row.reason.empty() ? Reasons{} : Reasons{row.reason};
      CHECK(table.code_of(*row.kind, reasons) == row.code);
      const SaidWith said{.occupied = row.reading != Reading::empty, .over = row.reading == Reading::ends};
      CHECK(table.read(row.code, said).kind == row.kind);
      ++codes;
    }
  }
  CHECK(codes == 28);
}

TEST_CASE("DV-23: a table is checked whole, and refused with line and reason") {
  const std::string header = "code,event,reason,reading,zh,en\n";
  const auto refused = [&](const std::string& text) {
    const auto table = CodeTable::parse(text);
    REQUIRE_FALSE(table.has_value());
    CHECK(table.error().code == "bad_table");
    return table.error().detail;
  };
  CHECK(CodeTable::parse(header).value().rows().empty());
  CHECK(CodeTable::parse(header + "A-7,overspeed,,always,超速,Overspeed").value().rows().size() == 1);
  CHECK(refused("") == "line 1: the header code,event,reason,reading,zh,en is needed");
  CHECK(refused(header + "1,overspeed,,always,超速") ==
        "line 2: six cells are needed: code,event,reason,reading,zh,en");
  CHECK(refused(header + "01,,,always,甲,A\n02,over_speed,,always,乙,B") ==
        "line 3: event: there is no kind over_speed");
  CHECK(refused(header + ",overspeed,,always,超速,Overspeed").starts_with("line 2: code"));
  CHECK(refused(header + std::string(17, '1') + ",,,always,超速,Overspeed").starts_with("line 2: code"));
  CHECK(refused(header + "01,overspeed,,sometimes,超速,Overspeed").starts_with("line 2: reading"));
  CHECK(refused(header + "01,overspeed,Zone,always,超速,Overspeed").starts_with("line 2: reason"));
  CHECK(refused(header + "01,overspeed,,always,,Overspeed").starts_with("line 2: zh, en"));
  CHECK(refused(header + "01,overspeed,,always,超\x01速,Overspeed").starts_with("line 2: zh, en"));
  CHECK(refused(header + "01,,,always,\xFF,A") == "not UTF-8");
  CHECK(refused(header + "01,overspeed,,always,甲,A\n02,overspeed,,always,乙,B") ==
        "two codes for overspeed with the same reason");
  CHECK(refused(header + "01,overspeed,,always,甲,A\n01,rough_ride,,always,乙,B") ==
        "code 01: its rows do not say which kind it means");
  CHECK(refused(header + "04,trapped,,occupied,甲,A").starts_with("code 04"));
  CHECK(refused(header + "04,trapped,,occupied,甲,A\n04,overspeed,,ends,乙,B").starts_with("code 04"));
  std::string many = header;
  for (int i = 0; i < 1'001; ++i) many += std::to_string(i) + ",,,always,甲,A\n";
  CHECK(refused(many) == "more than 1,000 rows");
}

TEST_CASE("DV-23: dialects are known by name") {
  REQUIRE(find_dialect("gbt24476_continued") != nullptr);
  CHECK(find_dialect("gbt24476_continued")->dialect == Dialect::gbt24476_continued);
  CHECK(find_dialect("GBT24476_CONTINUED") == nullptr);
}
