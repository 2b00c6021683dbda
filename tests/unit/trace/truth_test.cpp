// Truths: reading, writing, comparing.
#include <catch2/catch.hpp>

#include "common/trace/truth.hpp"

namespace liftguard::trace {
namespace {

Found ride(double start_s, double end_s, double metres, std::string from = {}, std::string to = {}) {
  Found found;
  found.event = "ride";
  found.t_ms = found.end_ms = end_s * 1000;
  found.start_ms = start_s * 1000;
  found.metres = metres;
  found.direction = metres > 0 ? "up" : "down";
  found.from = std::move(from);
  found.to = std::move(to);
  return found;
}

Found event(std::string kind, double at_s) {
  Found found;
  found.event = std::move(kind);
  found.t_ms = at_s * 1000;
  return found;
}

Truth one_ride() {
  Truth truth;
  truth.rides = {{10'000, 21'500, 12.0, "", "1", "5"}};
  return truth;
}

TEST_CASE("truth: the example of the specification") {
  const auto truth =
      parse_truth(R"({"rides": [{"start_ms": 10000, "end_ms": 21500, "metres": 12.0, "from": "1", "to": "5"}],
    "events": [{"event": "trapped", "after_ms": 80000, "before_ms": 125000}], "allowed": ["alarm_button"],
    "tolerance": {"time_s": 3, "end_late_s": 8}, "any_posture": true})");
  REQUIRE(truth.has_value());
  CHECK(truth->rides->at(0).metres == 12.0);
  CHECK(truth->events[0].before_ms == 125'000);
  CHECK(truth->tolerance.end_late_s == 8);
  CHECK(truth->tolerance.metres == 0.3);
  CHECK(truth->any_posture);
  const auto again = parse_truth(write_truth(*truth));
  REQUIRE(again.has_value());
  CHECK(write_truth(*again) == write_truth(*truth));
}

TEST_CASE("truth: what is wrong is refused with the place") {
  struct Case {
    const char* json;
    const char* refusal;
  };
  const auto c = GENERATE(
      Case{"[]", "truth must be an object"}, Case{R"({"rides": 1})", "truth.rides must be a list"},
      Case{R"({"rides": [{"start_ms": 1}]})", "rides[0] has no end_ms"},
      Case{R"({"events": [{"event": 1}]})", "events[0].event must be a text"},
      Case{R"({"rides": [{"start_ms": 1, "end_ms": 2, "direction": "left"}]})",
           "rides[0].direction must be up, down or unknown"},
      Case{R"({"any_posture": 1})", "any_posture must be true or false"},
      Case{R"({"notes": []})", "truth has an unknown key 'notes'"},
      Case{R"({"rides": [{"start_ms": 1, "end_ms": 2, "meters": 3}]})", "rides[0] has an unknown key 'meters'"},
      Case{R"({"tolerance": {"time": 3}})", "tolerance has an unknown key 'time'"},
      Case{R"({"events": [{"event": "traped", "after_ms": 1, "before_ms": 2}]})",
           "events[0].event: there is no event 'traped'"},
      Case{R"({"allowed": ["ride", "traped"]})", "allowed[1]: there is no event 'traped'"},
      Case{R"({"events": [{"event": "trapped", "after_ms": 3, "before_ms": 2}]})",
           "events[0]: before_ms is before after_ms"},
      Case{R"({"rides": [{"start_ms": 3, "end_ms": 2}]})", "rides[0] ends before it starts"},
      Case{R"({"tolerance": {"metres": -0.1}})", "tolerance.metres is below 0"},
      Case{"{\"events\": [],\n \"events\": []}", "line 2, column 9: the key 'events' stands twice"},
      Case{R"({"events": [{"event": "ride", "\u0065vent": "ride"}]})",
           "line 1, column 42: the key 'event' stands twice"});
  const auto truth = parse_truth(c.json);
  REQUIRE_FALSE(truth.has_value());
  CHECK(truth.error().detail == c.refusal);
}

TEST_CASE("truth: a ride may be off by 1.0 s and by 0.3 m or 3 %, whichever is more") {
  struct Case {
    double start, end, metres;
    bool met;
  };
  const auto c = GENERATE(Case{10, 21.5, 12, true}, Case{9, 22.5, 12, true}, Case{8.99, 21.5, 12, false},
                          Case{10, 22.51, 12, false}, Case{10, 21.5, 12.36, true}, Case{10, 21.5, 12.37, false},
                          Case{10, 21.5, -12, false});
  CHECK(compare(one_ride(), {ride(c.start, c.end, c.metres, "1", "5")}).met() == c.met);
}

TEST_CASE("truth: short rides have 0.3 m, and an end may be late by end_late_s") {
  Truth truth;
  truth.rides = {{0, 10'000, 3.0, "", "", ""}};
  CHECK(compare(truth, {ride(0, 10, 3.29)}).met());
  CHECK_FALSE(compare(truth, {ride(0, 10, 3.31)}).met());
  truth.tolerance = {3, 8, 1.0, 0.05};
  CHECK(compare(truth, {ride(3, 18, 2.1)}).met());
  CHECK_FALSE(compare(truth, {ride(0, 6.9, 3)}).met());
  CHECK_FALSE(compare(truth, {ride(0, 18.1, 3)}).met());
}

TEST_CASE("truth: floors are checked where given, direction where there are no metres") {
  CHECK_FALSE(compare(one_ride(), {ride(10, 21.5, 12)}).met());
  CHECK_FALSE(compare(one_ride(), {ride(10, 21.5, 12, "1", "4")}).met());
  Truth truth;
  truth.rides = {{0, 10'000, std::nullopt, "down", "", ""}};
  CHECK(compare(truth, {ride(0, 10, -3)}).met());
  CHECK_FALSE(compare(truth, {ride(0, 10, 3)}).met());
  truth.rides->at(0).direction = "unknown";
  CHECK(compare(truth, {ride(0, 10, 3)}).met());
}

TEST_CASE("truth: a missed, an invented and a split ride are told apart") {
  CHECK(compare(one_ride(), {}).missing.size() == 1);
  const auto extra = compare(one_ride(), {ride(10, 21.5, 12, "1", "5"), ride(30, 40, 3)});
  CHECK(extra.missing.empty());
  CHECK(extra.extra.size() == 1);
  const auto split = compare(one_ride(), {ride(10, 15, 6, "1", "3"), ride(16, 21.5, 6, "3", "5")});
  CHECK(split.missing.size() == 1);
  CHECK(split.extra.size() == 1);
  Truth silent;  // no "rides": they are not judged
  CHECK(compare(silent, {ride(10, 15, 6)}).met());
}

TEST_CASE("truth: each listed event once in its window, nothing else") {
  Truth truth;
  truth.events = {{"trapped", 80'000, 125'000}};
  truth.allowed = {"alarm_button"};
  CHECK(compare(truth, {event("trapped", 80)}).met());
  CHECK(compare(truth, {event("trapped", 125)}).met());
  CHECK_FALSE(compare(truth, {event("trapped", 79.999)}).met());
  CHECK_FALSE(compare(truth, {event("trapped", 125.001)}).met());
  CHECK_FALSE(compare(truth, {event("trapped", 90), event("trapped", 91)}).met());
  CHECK(compare(truth, {event("alarm_button", 1), event("trapped", 90), event("alarm_button", 2)}).met());
  CHECK_FALSE(compare(truth, {event("trapped", 90), event("recovered", 100)}).met());
}

TEST_CASE("truth: two windows of one kind each need their own event") {
  Truth truth;
  truth.events = {{"trapped", 0, 100'000}, {"trapped", 0, 50'000}};
  CHECK(compare(truth, {event("trapped", 10), event("trapped", 90)}).met());
  CHECK_FALSE(compare(truth, {event("trapped", 60), event("trapped", 90)}).met());
}

}  // namespace
}  // namespace liftguard::trace
