#include "common/dispatch/seen.hpp"

#include <catch2/catch.hpp>

using namespace liftguard;
using namespace liftguard::dispatch;

TEST_CASE("what is seen keeps its form over the database") {
  Seen seen;
  seen.reasons = {"outside_zone", "occupied", "button"};
  seen.between = {"-1", "1\"层\""};
  seen.position_m = 12.345;
  seen.occupancy = "occupied";
  seen.mains = false;
  const std::string json = to_json(seen);
  CHECK(json == R"({"reasons":["outside_zone","occupied","button"],"between":["-1","1\"层\""],"position_m":12.35,)"
                R"("occupancy":"occupied","mains":false})");
  CHECK(to_json(parse_seen(EventKind::trapped, json)) == json);
  CHECK(to_json(Seen{}) == "{}");
}

TEST_CASE("E2: facts that are no JSON, or of other types, say nothing and break nothing") {
  for (const char* text : {"", "null", "[]", "{", "{\"reasons\":5,\"between\":[1],\"position_m\":\"x\",\"mains\":3}",
                           "{\"reasons\":[1,{}],\"floor\":[]}"})
    CHECK(to_json(parse_seen(EventKind::trapped, text)) == "{}");
}

TEST_CASE("RS-3: what is seen, in words") {
  Seen seen;
  seen.reasons = {"outside_zone", "occupancy_unknown", "unheard_of"};
  CHECK(describe_chinese(seen) == "轿厢停在门区外，有无乘客不明，unheard_of");
  seen.between = {"2", "3"};
  seen.mains = false;
  CHECK(describe_chinese(seen) == "轿厢停在2楼与3楼之间，有无乘客不明，unheard_of，已停电");
  CHECK(describe_english(seen) == "car between floors 2 and 3, people inside not ruled out, unheard_of, mains lost");
  seen = {.reasons = {"door_not_opened", "mains_lost"}, .floor = "1"};
  seen.mains = false;
  CHECK(describe_chinese(seen) == "轿厢停在1楼，到站后门未打开，已停电");
  CHECK(describe_chinese({}).empty());
}
