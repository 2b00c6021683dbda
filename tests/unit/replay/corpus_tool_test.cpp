// Corpora, sweeps and comparisons.
#include <catch2/catch.hpp>

#include "simulators/replay/corpus/corpus_report.hpp"
#include "simulators/replay/corpus/crew.hpp"
#include "simulators/replay/corpus/diff.hpp"
#include "simulators/replay/corpus/recorded_events.hpp"
#include "simulators/replay/corpus/sweep.hpp"
#include "simulators/replay/text/text_table.hpp"
#include "tests/unit/replay/workshop.hpp"

namespace liftguard::replay {
namespace {

using test::Workshop;
using trace::Found;

Found event(const char* kind, double t_ms) {
  Found found;
  found.event = kind;
  found.t_ms = t_ms;
  return found;
}

Found ride(double start_ms, double end_ms, double metres) {
  Found found;
  found.event = "ride";
  found.t_ms = end_ms + 1000;
  found.start_ms = start_ms;
  found.end_ms = end_ms;
  found.metres = metres;
  return found;
}

std::string told(const std::vector<Change>& changes) {
  Diff diff;
  diff.traces.push_back({"t", changes});
  const auto text = diff_text(diff);
  return text.substr(0, text.find("\n\n") + 1);
}

TEST_CASE("corpus: folders are searched, truths found beside, names sorted") {
  const Workshop shop;
  shop.write("c/b.csv", "");
  shop.write("c/sub/a.csv", "");
  shop.write("c/b.truth.json", "{}");
  shop.write("c/readme.txt", "");
  const auto items = find_corpus({shop.path("c")});
  REQUIRE(items.has_value());
  REQUIRE(items->size() == 2);
  CHECK(items->at(0).name == "b");
  CHECK(items->at(0).truth == shop.path("c/b.truth.json"));
  CHECK(items->at(1).name == "sub/a");
  CHECK(items->at(1).truth.empty());
}

TEST_CASE("corpus: paths that are not there, empty folders, one name twice") {
  const Workshop shop;
  shop.write("x/a.csv", "");
  shop.write("y/a.csv", "");
  shop.write("empty/readme.txt", "");
  CHECK(find_corpus({shop.path("nowhere")}).error().detail == shop.path("nowhere") + ": is not there");
  CHECK(find_corpus({shop.path("empty")}).error().detail == shop.path("empty") + ": has no trace (*.csv)");
  CHECK(find_corpus({shop.path("x"), shop.path("y")}).error().detail ==
        shop.path("x/a.csv") + " and " + shop.path("y/a.csv") + " have one name: a");
}

TEST_CASE("corpus: judged the same whatever the number of jobs, and told trace by trace and kind by kind") {
  const Workshop shop;
  shop.record("c/stuck", "stuck_with_people", 1);
  shop.record("c/button", "stuck_and_button", 2);
  auto truth = shop.record("c/wrong", "parked_briefly", 1);
  truth.events.push_back({"horseplay", 1000, 2000});
  shop.write("c/wrong.truth.json", trace::write_truth(truth));
  const auto items = find_corpus({shop.path("c")});
  REQUIRE(items.has_value());
  CorpusOptions options;
  options.jobs = 1;
  const auto one = judge_corpus(*items, options);
  options.jobs = 3;
  const auto three = judge_corpus(*items, options);
  REQUIRE(one.has_value());
  REQUIRE(three.has_value());
  CHECK(corpus_text(*one) == corpus_text(*three));
  CHECK(corpus_json(*one) == corpus_json(*three));
  CHECK_FALSE(one->met());
  CHECK(one->lines[0].name == "button");
  CHECK(one->lines[0].comparison->met());
  CHECK(one->lines[2].comparison->missing.size() == 1);
  CHECK(one->tally.kind("trapped")->met == 2);
  CHECK(one->tally.kind("horseplay")->expected == 1);
  CHECK(one->tally.kind("horseplay")->met == 0);
  CHECK(corpus_text(*one).find("wrong: 漏 missing horseplay between 1 s and 2 s") != std::string::npos);
}

TEST_CASE("corpus: the refusal is that of the first bad trace by name, with its line and column") {
  const Workshop shop;
  shop.write("c/b.csv", "# liftguard-trace: 1\nt_ms,p_pa\n0,9.8\n1,?\n");
  shop.write("c/c.csv", "nonsense\n");
  shop.write("c/a.csv", "# liftguard-trace: 1\nt_ms,p_pa\n0,9.8\n");
  const auto items = find_corpus({shop.path("c")});
  CHECK(judge_corpus(*items, {{}, 3, {}}).error().detail == shop.path("c/b.csv") + ":4:3: not a number: '?'");
}

TEST_CASE("crew: every piece of work once, and the first failure is thrown") {
  std::vector<int> done(1000, 0);
  work_through(done.size(), {4, "test"}, [&](std::size_t i) { ++done[i]; });
  CHECK(std::all_of(done.begin(), done.end(), [](int n) { return n == 1; }));
  CHECK_THROWS_AS(work_through(10, {2, "test"}, [](std::size_t) { throw std::runtime_error("no"); }),
                  std::runtime_error);
  work_through(0, {2, "test"}, [](std::size_t) { FAIL("there is nothing to do"); });
}

TEST_CASE("sweep: ranges") {
  const auto range = parse_sweep("trapped_s=20:40:10");
  REQUIRE(range.has_value());
  CHECK(range->key == "trapped_s");
  CHECK(range->values == std::vector<double>{20, 30, 40});
  CHECK(parse_sweep("presence_on_s=0.2:1:0.1")->values.size() == 9);
  CHECK(parse_sweep("trapped_s=30:30:1")->values == std::vector<double>{30});
  struct Case {
    const char* text;
    const char* why;
  };
  const auto c = GENERATE(Case{"trapped_s", "KEY=FIRST:LAST:STEP is wanted"},
                          Case{"trapped_s=20:40", "KEY=FIRST:LAST:STEP is wanted"},
                          Case{"trapped_s=20:40:5:1", "KEY=FIRST:LAST:STEP is wanted"},
                          Case{"trapped_s=a:40:5", "KEY=FIRST:LAST:STEP is wanted"},
                          Case{"trapped_s=40:20:5", "the step must be above 0, and LAST not below FIRST"},
                          Case{"trapped_s=20:40:0", "the step must be above 0, and LAST not below FIRST"},
                          Case{"trapped_s=20:40:0.01", "has more than 200 values"},
                          Case{"trapped_s=5:40:5", "trapped_s must be a number from 10 to 120"},
                          Case{"shocks_count=2:4:0.5", "shocks_count must be a whole number from 2 to 10"},
                          Case{"trapt_s=5:40:5", "there is no parameter trapt_s"});
  INFO(c.text);
  CHECK(parse_sweep(c.text).error().detail == "--sweep " + std::string(c.text) + ": " + c.why);
}

TEST_CASE("sweep: a value that does not fit the other parameters is refused") {
  const auto rows = sweep({}, *parse_sweep("temperature_rearm_c=44:46:1"), {}, 1);
  REQUIRE(rows.has_error());
  CHECK(rows.error().detail == "--sweep: temperature_rearm_c=45: temperature_rearm_c must be below over_temperature_c");
}

TEST_CASE("sweep: a longer dwell is later, a shorter one is before its window") {
  const Workshop shop;
  shop.record("stuck", "stuck_with_people", 1);
  const auto items = find_corpus({shop.path("stuck.csv")});
  const auto rows = sweep(*items, *parse_sweep("trapped_s=20:40:10"), {}, 2);
  REQUIRE(rows.has_value());
  REQUIRE(rows->size() == 3);
  const auto at = [&](std::size_t i) { return *rows->at(i).tally.kind("trapped"); };
  CHECK(at(0).met == 0);
  CHECK(at(0).extra == 1);
  CHECK(at(1).met == 1);
  REQUIRE(at(2).met == 1);
  CHECK(at(2).delays_ms[0] - at(1).delays_ms[0] == Approx(10'000).margin(60));
}

TEST_CASE("sweep: a trace without truth has nothing to measure by") {
  const Workshop shop;
  shop.write("a.csv", "");
  CHECK(sweep(*find_corpus({shop.path("a.csv")}), *parse_sweep("trapped_s=30:30:1"), {}, 1).error().detail ==
        shop.path("a.csv") + ": has no truth beside it to measure by");
}

TEST_CASE("tally: percentiles are values that were there") {
  CHECK_FALSE(percentile({}, 0.5).has_value());
  CHECK(percentile({3, 1, 2}, 0.5) == 2);
  CHECK(percentile({3, 1, 2}, 0.99) == 3);
  CHECK(percentile({4, 3, 1, 2}, 0.5) == 2);
  CHECK(percentile({7}, 0.01) == 7);
}

TEST_CASE("diff: lost, gained, moved") {
  struct Case {
    const char* what;
    std::vector<Found> before, after;
    const char* told;
  };
  const auto c = GENERATE(values<Case>({
      {"the same", {event("trapped", 1000)}, {event("trapped", 1000)}, ""},
      {"within the tolerance", {event("trapped", 1000)}, {event("trapped", 1100)}, ""},
      {"beyond it",
       {event("trapped", 1000)},
       {event("trapped", 1101)},
       "t: 移动 moved trapped 0:01.00 → 0:01.10 (+0.1 s)\n"},
      {"too far to be one",
       {event("trapped", 1000)},
       {event("trapped", 31'001)},
       "t: 丢失 lost trapped at 0:01.00\nt: 新增 gained trapped at 0:31.00\n"},
      {"another kind",
       {event("trapped", 1000)},
       {event("horseplay", 1000)},
       "t: 丢失 lost trapped at 0:01.00\nt: 新增 gained horseplay at 0:01.00\n"},
      {"the nearest is the one",
       {event("trapped", 10'000)},
       {event("trapped", 2000), event("trapped", 10'050)},
       "t: 新增 gained trapped at 0:02.00\n"},
      {"one of two",
       {event("trapped", 1000), event("trapped", 12'000)},
       {event("trapped", 12'000)},
       "t: 丢失 lost trapped at 0:01.00\n"},
      {"a ride's length",
       {ride(1000, 9000, 4.5)},
       {ride(1000, 9000, 4.56)},
       "t: 移动 moved ride 0:01.00 → 0:01.00 (+0 s; 4.5 m → 4.56 m)\n"},
      {"a ride's end",
       {ride(1000, 9000, 4.5)},
       {ride(1000, 9500, 4.5)},
       "t: 移动 moved ride 0:01.00 → 0:01.00 (+0 s; end 0:09.00 → 0:09.50)\n"},
      {"a ride told later", {ride(1000, 9000, 4.5)}, {ride(1050, 9050, 4.54)}, ""},
  }));
  INFO(c.what);
  const auto changes = compare_events(c.before, c.after, {});
  CHECK((changes.empty() ? "" : told(changes)) == c.told);
}

// Every event of OLD is paired once or lost, every one of NEW paired once or gained.
TEST_CASE("diff: nothing is counted twice") {
  std::vector<Found> before, after;
  for (int i = 0; i < 60; ++i) before.push_back(event("trapped", i * 7919 % 1000 * 700.0));
  for (int i = 0; i < 50; ++i) after.push_back(event("trapped", i * 6133 % 1000 * 700.0));
  DiffTolerance strict;
  strict.moved_ms = -1;  // even what has not moved is told
  std::size_t lost = 0, gained = 0, moved = 0;
  for (const auto& change : compare_events(before, after, strict)) {
    lost += change.kind == ChangeKind::lost ? 1U : 0U;
    gained += change.kind == ChangeKind::gained ? 1U : 0U;
    moved += change.kind == ChangeKind::moved ? 1U : 0U;
  }
  CHECK(lost + moved == before.size());
  CHECK(gained + moved == after.size());
}

TEST_CASE("diff: recorded folders, a site file and a program are sources; a lost trapped event is told") {
  const Workshop shop;
  shop.record("c/stuck", "stuck_with_people", 1);
  const auto items = *find_corpus({shop.path("c")});
  REQUIRE(judge_corpus(items, {{}, 1, shop.path("recorded")}).has_value());
  const auto source = [&](const std::string& path) { return *open_source(path, {}); };
  const auto recorded = source(shop.path("recorded"));

  const auto same = source(shop.write("same.toml", ""));
  CHECK(diff(*recorded, *same, items, {}, 1)->traces.empty());

  const auto later = source(shop.write("later.toml", "[parameters]\ntrapped_s = 40\n"));
  const auto moved = diff(*recorded, *later, items, {}, 1);
  REQUIRE(moved->traces.size() == 1);
  REQUIRE(moved->traces[0].changes.size() == 1);
  CHECK(moved->traces[0].changes[0].event == "trapped");
  CHECK_FALSE(moved->lost_trapped());

  const auto script = shop.write("old-replay", "#!/bin/sh\necho '{\"t_ms\": 5, \"event\": \"trapped\"}'\n");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  const auto program = source(script);
  const auto lost = diff(*program, *recorded, items, {}, 1);
  CHECK(lost->lost_trapped());

  shop.write("empty/other.jsonl", "");
  CHECK(diff(*recorded, *source(shop.path("empty")), {}, {}, 1)->lost_trapped());
  CHECK(diff(*recorded, *program, {}, {}, 1).error().detail ==
        "--diff with a program or a site file needs the traces to run it on");
  CHECK(open_source(shop.path("nowhere"), {}).error().detail ==
        "--diff " + shop.path("nowhere") + ": is no folder of *.jsonl, no program and no site file (*.toml)");
}

TEST_CASE("diff: a program that fails is a refusal, not a trace without events") {
  const Workshop shop;
  shop.write("c/a.csv", "");
  const auto script = shop.write("bad-replay", "#!/bin/sh\nexit 2\n");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  const auto program = *open_source(script, {});
  CHECK(diff(*program, *program, *find_corpus({shop.path("c")}), {}, 1).error().detail ==
        script + ": ended with 2 on " + shop.path("c/a.csv"));
}

TEST_CASE("recorded events: what was printed is read back; what is no event is refused with line and column") {
  const auto events =
      parse_events("e.jsonl",
                   "{\"t_ms\": 21500, \"event\": \"ride\", \"start_ms\": 10010, \"end_ms\": 21480, "
                   "\"metres\": 11.98}\n{\"missing\": \"x\"}\n{\"t_ms\": 5.5, \"event\": \"trapped\"}\n");
  REQUIRE(events.has_value());
  REQUIRE(events->size() == 2);
  CHECK(events->at(0).end_ms == 21480);
  CHECK(events->at(0).metres == 11.98);
  CHECK(events->at(1).t_ms == 5.5);
  struct Case {
    const char* text;
    const char* refusal;
  };
  const auto c =
      GENERATE(Case{"{}\n", "e:1:1: event must be a text"}, Case{"\n[1]\n", "e:2:1: a line must be an object"},
               Case{"{\"event\": \"trapped\"}\n", "e:1:1: t_ms must be a number"},
               Case{"{\"t_ms\": 1, \"event\": \"ride\"}\n", "e:1:1: a ride must have start_ms and end_ms"});
  CHECK(parse_events("e", c.text).error().detail == c.refusal);
  CHECK(parse_events("e", "{\"t_ms\" 1}\n").error().detail.starts_with("e:1:9: "));
}

TEST_CASE("tables: Chinese takes two columns") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("困人 trapped") == 12);
  CHECK(display_width("→ ✓ ×") == 5);
  TextTable table({Align::left, Align::right});
  table.row({"困人", "1"});
  table.row({"ab", "23"});
  CHECK(table.text() == "困人   1\nab    23\n");
}

}  // namespace
}  // namespace liftguard::replay
