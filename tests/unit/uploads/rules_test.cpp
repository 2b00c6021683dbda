#include <catch2/catch.hpp>

#include "common/uploads/rules.hpp"

using namespace liftguard;
using namespace liftguard::uploads;
using namespace std::chrono_literals;

namespace {

constexpr double kMiddle = 0.5;  // no jitter
constexpr BackOff kRule{1'000ms, 60'000ms};

}  // namespace

TEST_CASE("an answer says whether the message was taken, refused, or its sender turned away") {
  struct Case {
    long status;
    Came came;
  };
  for (const auto& c : {Case{200, Came::accepted},    Case{201, Came::accepted},    Case{202, Came::accepted},
                        Case{204, Came::accepted},    Case{299, Came::accepted},    Case{301, Came::turned_away},
                        Case{307, Came::turned_away}, Case{400, Came::refused},     Case{401, Came::turned_away},
                        Case{403, Came::turned_away}, Case{404, Came::turned_away}, Case{405, Came::turned_away},
                        Case{407, Came::turned_away}, Case{408, Came::lost},        Case{409, Came::refused},
                        Case{413, Came::refused},     Case{422, Came::refused},     Case{425, Came::lost},
                        Case{429, Came::turned_away}, Case{499, Came::refused},     Case{500, Came::lost},
                        Case{502, Came::lost},        Case{503, Came::lost},        Case{504, Came::lost},
                        Case{599, Came::lost},        Case{600, Came::lost},        Case{0, Came::lost},
                        Case{101, Came::lost}}) {
    INFO(c.status);
    CHECK(came_of_status(c.status) == c.came);
  }
}

TEST_CASE("what may have been taken is sent again by itself only to a receiver that takes a key once") {
  struct Case {
    Came came;
    Repeats repeats;
    Verdict verdict;
  };
  for (const auto& c : {Case{Came::accepted, Repeats::unknown, {State::accepted, 0ms, 0ms}},
                        Case{Came::accepted, Repeats::idempotent, {State::accepted, 0ms, 0ms}},
                        Case{Came::refused, Repeats::unknown, {State::rejected, 0ms, 0ms}},
                        Case{Came::refused, Repeats::idempotent, {State::rejected, 0ms, 0ms}},
                        Case{Came::turned_away, Repeats::unknown, {State::pending, 1'000ms, 1'000ms}},
                        Case{Came::turned_away, Repeats::idempotent, {State::pending, 1'000ms, 1'000ms}},
                        Case{Came::lost, Repeats::unknown, {State::unknown, 0ms, 1'000ms}},
                        Case{Came::lost, Repeats::idempotent, {State::pending, 1'000ms, 1'000ms}}}) {
    INFO(static_cast<int>(c.came) << " " << static_cast<int>(c.repeats));
    CHECK(judge({c.came, c.repeats, 1, std::nullopt}, kRule, kMiddle) == c.verdict);
  }
  CHECK(after_lapse(Repeats::idempotent) == State::pending);
  CHECK(after_lapse(Repeats::unknown) == State::unknown);
}

TEST_CASE("waits double up to the longest, spread by a fifth, and heed the receiver's word up to the longest") {
  const auto wait = [](int failures, double random, std::optional<Milliseconds> asked = std::nullopt) {
    return judge({Came::turned_away, Repeats::unknown, failures, asked}, kRule, random).wait;
  };
  CHECK(wait(1, kMiddle) == 1s);
  CHECK(wait(2, kMiddle) == 2s);
  CHECK(wait(6, kMiddle) == 32s);
  CHECK(wait(7, kMiddle) == 60s);
  CHECK(wait(1'000'000, kMiddle) == 60s);
  CHECK(wait(1, 0.0) == 800ms);
  CHECK(wait(7, 0.999'999) <= 72s);
  CHECK(wait(1, kMiddle, 30s) == 30s);
  CHECK(wait(6, kMiddle, 30s) == 32s);
  CHECK(wait(1, kMiddle, 24h) == 60s);
}

TEST_CASE("a person decides about what is owed, and about nothing that is settled or under way") {
  struct Case {
    State state;
    bool resend, accepted, rejected;
  };
  for (const auto& c : {Case{State::pending, false, true, true}, Case{State::claimed, false, false, false},
                        Case{State::accepted, false, false, false}, Case{State::rejected, true, true, false},
                        Case{State::unknown, true, true, true}}) {
    INFO(name_of(c.state));
    CHECK(may_resend(c.state) == c.resend);
    CHECK(may_settle(c.state, State::accepted) == c.accepted);
    CHECK(may_settle(c.state, State::rejected) == c.rejected);
    CHECK_FALSE(may_settle(c.state, State::pending));
    CHECK_FALSE(may_settle(c.state, State::unknown));
    CHECK(state_named(name_of(c.state)) == c.state);
    CHECK_FALSE(chinese(c.state).empty());
  }
  CHECK_FALSE(state_named("lost").has_value());
}
