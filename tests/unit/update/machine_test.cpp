// The state machine alone: every phase with every input.
#include <catch2/catch.hpp>

#include "firmware/update/machine.hpp"

using namespace liftguard::update;
using namespace std::chrono_literals;
using liftguard::SteadyTime;

namespace {

constexpr Conditions kMay{true, true, true};
constexpr Health kWell{true, true, true};

State in(Phase phase) {
  State state;
  state.phase = phase;
  state.version = 5;
  state.total = 1000;
  state.received = phase == Phase::receiving ? 500 : phase == Phase::ready ? 1000 : 0;
  state.marked = 400;
  state.mark_every = 200;
  state.least_trial = 7s;
  return state;
}

Done done(Action action, std::uint64_t length = 0, Reason why = Reason::none) {
  return {action, Reason::none, length, why};
}
Done failed(Action action, Reason failure = Reason::device_failed) {
  return {action, failure, 0, Reason::none};
}

struct Row {
  Phase before;
  Input input;
  Action action;
  Phase after;
  Reason answer = Reason::none, reason = Reason::none;
};

void check(std::initializer_list<Row> rows) {
  int number = 0;
  for (const auto& row : rows) {
    INFO("row " << number++ << ", phase " << static_cast<int>(row.before));
    const auto step = advance(in(row.before), row.input);
    CHECK(step.action == row.action);
    CHECK(step.state.phase == row.after);
    CHECK(step.answer == row.answer);
    CHECK(step.state.reason == row.reason);
    CHECK(step.state.mark_every == 200);
    CHECK(step.state.least_trial == 7s);
  }
}

}  // namespace

TEST_CASE("machine: an offer in every phase") {
  const Offered good{Reason::none, {6, 2000}, false}, same{Reason::none, {5, 1000}, true};
  const Offered bad{Reason::bad_signature, {}, false};
  using enum Phase;
  check({
      {idle, good, Action::begin, receiving},
      {idle, same, Action::begin, receiving},  // what was there of it was given up
      {idle, bad, Action::none, idle, Reason::bad_signature, Reason::bad_signature},
      {receiving, good, Action::begin, receiving},
      {receiving, same, Action::none, receiving},
      {receiving, bad, Action::none, receiving, Reason::bad_signature},
      {ready, good, Action::begin, receiving},
      {ready, same, Action::none, ready},
      {ready, bad, Action::none, ready, Reason::bad_signature},
      {restarting, good, Action::none, restarting, Reason::busy},
      {restarting, bad, Action::none, restarting, Reason::busy},
      {trial, good, Action::none, trial, Reason::busy},
  });
  const auto step = advance(in(receiving), good);
  CHECK(step.state.version == 6);
  CHECK(step.state.total == 2000);
  CHECK(step.state.received == 0);
  CHECK(step.state.marked == 0);
}

TEST_CASE("machine: a chunk in every phase, and at every border") {
  using enum Phase;
  check({
      {idle, Arrived{0, 10}, Action::none, idle, Reason::not_expected},
      {ready, Arrived{1000, 10}, Action::none, ready, Reason::not_expected},
      {restarting, Arrived{0, 10}, Action::none, restarting, Reason::not_expected},
      {trial, Arrived{0, 10}, Action::none, trial, Reason::not_expected},
      {receiving, Arrived{500, 1}, Action::write, receiving},
      {receiving, Arrived{500, 500}, Action::write, receiving},
      {receiving, Arrived{500, 501}, Action::none, receiving, Reason::too_big},
      {receiving, Arrived{500, 0}, Action::none, receiving, Reason::bad_chunk},
      {receiving, Arrived{500, kMostChunk + 1}, Action::none, receiving, Reason::bad_chunk},
      {receiving, Arrived{499, 1}, Action::none, receiving, Reason::wrong_offset},
      {receiving, Arrived{501, 1}, Action::none, receiving, Reason::wrong_offset},
  });
}

TEST_CASE("machine: what follows on each thing done, and on each that failed") {
  using enum Phase;
  check({
      {receiving, done(Action::write, 99), Action::none, receiving},   // 599: 199 since the mark at 400
      {receiving, done(Action::write, 100), Action::mark, receiving},  // 600: 200
      {receiving, done(Action::write, 500), Action::mark, receiving},  // whole
      {receiving, done(Action::mark), Action::none, receiving},
      {receiving, done(Action::verify), Action::none, ready},
      {receiving, failed(Action::verify, Reason::bad_digest), Action::forget, receiving, Reason::none,
       Reason::bad_digest},
      {receiving, done(Action::forget), Action::none, idle},
      {receiving, failed(Action::forget), Action::none, idle},
      {receiving, failed(Action::begin), Action::none, idle, Reason::none, Reason::device_failed},
      {receiving, failed(Action::write), Action::none, idle, Reason::none, Reason::device_failed},
      {receiving, failed(Action::mark), Action::none, idle, Reason::none, Reason::device_failed},
      {ready, done(Action::install), Action::none, restarting},
      {ready, failed(Action::install), Action::none, idle, Reason::none, Reason::device_failed},
      {trial, done(Action::confirm, 0, Reason::confirmed_offline), Action::none, idle, Reason::none,
       Reason::confirmed_offline},
      {trial, failed(Action::confirm), Action::none, trial, Reason::none, Reason::device_failed},
      {trial, done(Action::roll_back, 0, Reason::trial_too_long), Action::none, restarting, Reason::none,
       Reason::trial_too_long},
      {trial, failed(Action::roll_back), Action::none, trial, Reason::none, Reason::device_failed},
  });
  auto whole = in(receiving);
  whole.received = 1000;
  CHECK(advance(whole, done(Action::mark)).action == Action::verify);
}

TEST_CASE("machine: asked in every phase") {
  const SteadyTime now{};
  using enum Phase;
  check({
      {idle, Asked{now, kWell, kMay}, Action::none, idle},
      {receiving, Asked{now, kWell, kMay}, Action::none, receiving},
      {restarting, Asked{now, kWell, kMay}, Action::none, restarting},
      {ready, Asked{now, kWell, kMay}, Action::install, ready},
      {ready, Asked{now, {}, kMay}, Action::install, ready},  // a box that is not well is the first to need it
      {ready, Asked{now, kWell, {}}, Action::none, ready, Reason::none, Reason::alarm_open},
      {trial, Asked{now, kWell, {}}, Action::none, trial},
      {trial, Asked{now + 10min, kWell, {}}, Action::confirm, trial},
      {trial, Asked{now, {}, kMay}, Action::none, trial},
      {trial, Asked{now + 30min, {}, {}}, Action::roll_back, trial},
  });
  CHECK(advance(in(trial), Asked{now + 10min, kWell, {}}).why == Reason::confirmed_online);
  CHECK(advance(in(trial), Asked{now + 30min, {}, {}}).why == Reason::trial_too_long);
}

TEST_CASE("machine: a program starts with what it finds") {
  const Subject image{7, 1000};
  const auto start = [](bool trial, std::optional<Subject> spare, std::uint64_t received) {
    State fresh;
    fresh.mark_every = 200;
    return advance(fresh, Started{SteadyTime{}, trial, Reason::trial_crashed, 0, spare, received});
  };
  CHECK(start(true, image, 0).state.phase == Phase::trial);
  for (const auto& [after, action] : {std::pair{7s, Action::confirm}, std::pair{6s, Action::none}}) {
    auto trial = advance(in(Phase::idle), Started{SteadyTime{}, true, Reason::none, 0, image, 0}).state;
    CHECK(advance(trial, Asked{SteadyTime{after}, kWell, {}}).action == action);
  }
  CHECK(start(true, image, 1000).action == Action::none);
  CHECK(start(false, std::nullopt, 1000).state.phase == Phase::idle);
  CHECK(start(false, std::nullopt, 1000).state.reason == Reason::trial_crashed);
  CHECK(start(false, image, 0).state.phase == Phase::idle);
  CHECK(start(false, image, 1001).state.phase == Phase::idle);
  const auto part = start(false, image, 999);
  CHECK(part.state.phase == Phase::receiving);
  CHECK(part.action == Action::none);
  CHECK(part.state.received == 999);
  CHECK(part.state.marked == 999);
  CHECK(part.state.version == 7);
  CHECK(start(false, image, 1000).action == Action::verify);
}
