#include "gateway/rollout/conduct.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/dispatch/desk.hpp"
#include "common/timers/timers.hpp"

namespace liftguard::gateway {
namespace {

using storage::Transaction;

const storage::Actor kSystem{{}, "系统", {}};

void arm(Transaction& tx, RolloutId id, UtcTime due) {
  timers::arm(tx, {.kind = std::string(kRolloutTimer), .subject = id.value, .due = due});
}

// Goes round and round through the boxes by name, since new ones come and old ones come back.
void take_in(Transaction& tx, Rollout& rollout, const Image& image, UtcTime now) {
  const auto page = firmware_of_board(tx, image.board, rollout.looked_to, kLookedAtOnce);
  for (const auto& box : page)
    if (box.update.running < image.version && takes_part(to_string(rollout.id), box.monitor, rollout.stage))
      insert_box(tx, rollout.id, box.monitor, now);
  if (page.size() == static_cast<std::size_t>(kLookedAtOnce)) {
    rollout.looked_to = page.back().monitor;
    return;
  }
  rollout.looked_to.clear();
  ++rollout.sweeps;
}

// One that cannot be given its command is tried again later, behind the others.
void offer(Transaction& tx, Box box, const Image& image, UtcTime now) {
  const auto header = from_hex(image.header);
  const auto command =
      commands::issue(tx, {box.monitor, wire::OfferImage{header.value_or(wire::Bytes{})}, now + kOfferLasts, {}}, now);
  if (command) {
    box.state.step = BoxStep::offered;
    box.state.detail.clear();
    box.command = *command;
  } else {
    box.state.detail = command.error().code;
  }
  save_box(tx, box, now);
}

void offer_more(Transaction& tx, const Rollout& rollout, const Image& image, const AwaySince& away_since, UtcTime now) {
  const int room = std::min(kMostBusy - count_busy(tx, rollout.id, now - kStalls), kOfferedAtOnce);
  if (room <= 0) return;
  for (auto& box : boxes(tx, rollout.id, BoxStep::waiting, now, room)) {
    const bool was_offered = static_cast<bool>(box.command);
    if (was_offered && now - box.changed < kOfferAgain) continue;
    if (away_since(tx, box.monitor))
      save_box(tx, box, now);  // it goes to the end of those that wait
    else
      offer(tx, std::move(box), image, now);
  }
}

void take_answers(Transaction& tx, const Rollout& rollout, UtcTime now) {
  for (auto& box : boxes(tx, rollout.id, BoxStep::offered, now, kLookedAtOnce)) {
    const auto command = commands::find(tx, box.command);
    const auto expired = !command || command->state == commands::State::expired;
    if (!expired && !command->outcome) continue;
    box.state = after_answer(std::move(box.state), expired ? wire::CommandOutcome::expired : *command->outcome,
                             expired ? "" : command->detail);
    save_box(tx, box, now);
  }
}

void look_for_silent(Transaction& tx, const Rollout& rollout, const AwaySince& away_since, UtcTime now) {
  for (const auto step : {BoxStep::ready, BoxStep::trial, BoxStep::done}) {
    for (auto& box : boxes(tx, rollout.id, step, now - kSilentFails, kLookedAtOnce)) {
      const auto since = away_since(tx, box.monitor);
      if (since && now - *since >= kSilentFails) box.state = after_silence(std::move(box.state));
      save_box(tx, box, now);  // looked at: again in an hour
    }
  }
}

void ring_halted(Transaction& tx, const Rollout& rollout, const Image& image, const RolloutCount& count, UtcTime now) {
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::rollout_halted;
  alert.key = fmt::format("rollout/{}/{}", rollout.id.value, to_ms(now));
  alert.text_zh = fmt::format("固件{}升级已自动暂停：{}。{}台中已试用{}台，失败{}台，请人工处理", image.version_text,
                              chinese(rollout.reason), count.boxes, count.tried, count.failed);
  alert.text_en = fmt::format(
      "Roll-out of firmware {} halted itself: {}. {} of {} boxes tried it, {} failed; it waits "
      "for a person",
      image.version_text, name_of(rollout.reason), count.tried, count.boxes, count.failed);
  dispatch::ring(tx, alert, now);
}

void judge(Transaction& tx, Rollout& rollout, const Image& image, UtcTime now) {
  if (rollout.sweeps == 0) return;  // not all boxes of the stage are known yet
  const auto count = count_boxes(tx, rollout.id);
  const auto decision = decide_rollout(rollout.stage, count, rollout.limits, rollout.stage_began, now);
  rollout.reason = decision.reason;
  switch (decision.step) {
    case RolloutStep::go_on:
      return;
    case RolloutStep::next_stage:
      rollout.stage = static_cast<RolloutStage>(static_cast<int>(rollout.stage) + 1);
      rollout.stage_began = now;
      rollout.looked_to.clear();
      rollout.sweeps = 0;
      break;
    case RolloutStep::finished:
      rollout.state = RolloutState::finished;
      break;
    case RolloutStep::halt:
      rollout.state = RolloutState::halted;
      ring_halted(tx, rollout, image, count, now);
      break;
  }
  save_rollout(tx, rollout, kSystem, now);
}

void tick(Transaction& tx, RolloutId id, const AwaySince& away_since, UtcTime now) {
  auto rollout = find_rollout(tx, id);
  if (!rollout || rollout->state != RolloutState::running) return;
  const auto image = find_image(tx, rollout->image);
  if (!image) return;
  take_answers(tx, *rollout, now);
  look_for_silent(tx, *rollout, away_since, now);
  take_in(tx, *rollout, *image, now);
  judge(tx, *rollout, *image, now);
  if (rollout->state != RolloutState::running) return;
  save_sweep(tx, *rollout);
  offer_more(tx, *rollout, *image, away_since, now);
  arm(tx, id, now + kTickEvery);
}

}  // namespace

void handle_rollout_timer(timers::TimerLoop& loop, AwaySince away_since) {
  loop.handle(std::string(kRolloutTimer),
              [away_since = std::move(away_since)](Transaction& tx, const timers::Timer& timer, UtcTime now) {
                tick(tx, RolloutId{timer.subject}, away_since, now);
              });
}

Result<RolloutId> start_rollout(Transaction& tx, ImageId image, const RolloutLimits& limits, const storage::Actor& by,
                                UtcTime now) {
  auto id = insert_rollout(tx, image, limits, by, now);
  if (id) arm(tx, *id, now);
  return id;
}

Result<void> decide(Transaction& tx, RolloutId id, Decision decision, const storage::Actor& by, UtcTime now) {
  auto rollout = find_rollout(tx, id);
  if (!rollout) return refuse("not_found", to_string(id));
  const auto state = rollout->state;
  switch (decision) {
    case Decision::resume:
      if (state != RolloutState::halted) return refuse("bad_state", std::string(name_of(state)));
      rollout->state = RolloutState::running;
      rollout->stage_began = now;
      forgive(tx, id, now);
      arm(tx, id, now);
      break;
    case Decision::halt:
      if (state != RolloutState::running) return refuse("bad_state", std::string(name_of(state)));
      rollout->state = RolloutState::halted;
      break;
    case Decision::cancel:
      if (state != RolloutState::running && state != RolloutState::halted)
        return refuse("bad_state", std::string(name_of(state)));
      rollout->state = RolloutState::cancelled;
      break;
  }
  rollout->reason = RolloutReason::by_person;
  save_rollout(tx, *rollout, by, now);
  return {};
}

}  // namespace liftguard::gateway
