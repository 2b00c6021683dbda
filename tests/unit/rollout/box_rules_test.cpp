// Where one box stands in a roll-out (issue 4 point 7).
#include <catch2/catch.hpp>

#include "firmware/update/reason.hpp"
#include "gateway/rollout/box_rules.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using update::Reason;
using wire::BootReason;
using wire::CommandOutcome;
using wire::UpdatePhase;

namespace {

constexpr std::uint64_t kOld = 4, kImage = 5;

wire::UpdateStatus says(std::uint64_t running, UpdatePhase phase = UpdatePhase::idle, std::uint64_t version = 0,
                        Reason reason = Reason::none) {
  return {phase, static_cast<std::uint8_t>(reason), running, version, 0, 0, "box1"};
}

BoxReport born(const wire::UpdateStatus& update, BootReason reason = BootReason::update) {
  return {update, reason, false, true};
}

BoxState at(BoxStep step, bool tried = false, BoxFailure failure = BoxFailure::none) {
  return {step, tried, failure, ""};
}

}  // namespace

TEST_CASE("a box's way through a roll-out, by what it says while it runs") {
  struct Row {
    BoxStep before;
    wire::UpdateStatus update;
    BoxStep after;
  };
  const Row rows[] = {
      {BoxStep::waiting, says(kOld), BoxStep::waiting},
      {BoxStep::offered, says(kOld), BoxStep::offered},
      {BoxStep::offered, says(kOld, UpdatePhase::receiving, kImage), BoxStep::receiving},
      {BoxStep::receiving, says(kOld, UpdatePhase::ready, kImage, Reason::car_moving), BoxStep::ready},
      {BoxStep::receiving, says(kOld, UpdatePhase::restarting, kImage), BoxStep::ready},
      {BoxStep::ready, says(kImage, UpdatePhase::trial, kImage), BoxStep::trial},
      {BoxStep::receiving, says(kImage, UpdatePhase::trial, kImage), BoxStep::trial},  // nothing heard in between
      {BoxStep::trial, says(kImage, UpdatePhase::idle, 0, Reason::confirmed_online), BoxStep::done},
      {BoxStep::receiving, says(kOld, UpdatePhase::idle, 0, Reason::bad_digest), BoxStep::waiting},
      {BoxStep::receiving, says(kOld, UpdatePhase::receiving, 7), BoxStep::waiting},  // somebody gave it another
      {BoxStep::waiting, says(kImage + 1), BoxStep::out},
      {BoxStep::out, says(kOld), BoxStep::out},
      {BoxStep::out, says(kImage), BoxStep::done},
  };
  for (const auto& row : rows) {
    INFO(name_of(row.before) << " " << row.update.running << " " << static_cast<int>(row.update.phase));
    CHECK(after_progress(at(row.before), kImage, row.update).step == row.after);
  }
}

TEST_CASE("a roll-back is a failure, of this image and no other") {
  for (const auto reason :
       {Reason::trial_too_long, Reason::trial_crashed, Reason::trial_starts_used, Reason::trial_damaged}) {
    const auto after = after_birth(at(BoxStep::ready), kImage, born(says(kOld, UpdatePhase::idle, kImage, reason)));
    CHECK(after.step == BoxStep::failed);
    CHECK(after.failure == BoxFailure::rolled_back);
    CHECK(after.tried);
    CHECK(after.detail.find(update::words_of(reason).zh) == 0);
  }
  // What it rolled back before this roll-out began.
  const auto other = born(says(kOld, UpdatePhase::idle, kImage - 1, Reason::trial_crashed));
  CHECK(after_birth(at(BoxStep::waiting), kImage, other) == at(BoxStep::waiting));
}

TEST_CASE("crashes count from the second start with the image on, each start once") {
  const auto crash = born(says(kImage), BootReason::crash);
  // How the program before it ended.
  const auto first = after_birth(at(BoxStep::ready), kImage, crash);
  CHECK(first == at(BoxStep::done, true));
  auto again = crash;
  again.new_start = false;  // it has connected anew
  CHECK(after_birth(first, kImage, again) == first);
  for (const auto reason : {BootReason::crash, BootReason::watchdog})
    CHECK(after_birth(first, kImage, born(says(kImage), reason)).failure == BoxFailure::crashed);
  for (const auto reason : {BootReason::power, BootReason::brown_out, BootReason::restart, BootReason::unknown})
    CHECK(after_birth(first, kImage, born(says(kImage), reason)) == first);
  CHECK(after_birth(at(BoxStep::waiting), kImage, born(says(kOld), BootReason::crash)) == at(BoxStep::waiting));
}

TEST_CASE("a failure stays, whatever comes afterwards") {
  const auto failed = at(BoxStep::failed, true, BoxFailure::crashed);
  CHECK(after_birth(failed, kImage, born(says(kImage))) == failed);
  CHECK(after_progress(failed, kImage, says(kOld)) == failed);
  CHECK(after_silence(failed) == failed);
}

TEST_CASE("safe mode and silence are failures of a box with the image, silence of no other") {
  auto safe = born(says(kImage), BootReason::crash);
  safe.safe_mode = true;
  CHECK(after_birth(at(BoxStep::done, true), kImage, safe).failure == BoxFailure::safe_mode);
  for (const auto step : {BoxStep::ready, BoxStep::trial, BoxStep::done})
    CHECK(after_silence(at(step)).failure == BoxFailure::silent);
  for (const auto step : {BoxStep::waiting, BoxStep::offered, BoxStep::receiving, BoxStep::out})
    CHECK(after_silence(at(step)) == at(step));
}

TEST_CASE("answers to an offer") {
  struct Row {
    CommandOutcome outcome;
    BoxStep after;
  };
  for (const auto& row :
       {Row{CommandOutcome::done, BoxStep::receiving}, Row{CommandOutcome::repeated, BoxStep::receiving},
        Row{CommandOutcome::busy, BoxStep::waiting}, Row{CommandOutcome::failed, BoxStep::waiting},
        Row{CommandOutcome::expired, BoxStep::waiting}, Row{CommandOutcome::refused, BoxStep::out},
        Row{CommandOutcome::unknown, BoxStep::out}, Row{CommandOutcome::none, BoxStep::out}}) {
    CHECK(after_answer(at(BoxStep::offered), row.outcome, "why").step == row.after);
    CHECK(after_answer(at(BoxStep::trial), row.outcome, "why") == at(BoxStep::trial));  // it was faster than its answer
  }
  CHECK(after_answer(at(BoxStep::offered), CommandOutcome::refused, "wrong_board").detail == "wrong_board");
}
