#include "firmware/update/machine.hpp"

namespace liftguard::update {
namespace {

Step stay(const State& state, Reason answer = Reason::none) {
  return {state, Action::none, answer, Reason::none};
}

Step act(const State& state, Action action, Reason why = Reason::none) {
  return {state, action, Reason::none, why};
}

Step go_idle(State state, Reason reason, std::uint64_t version = 0) {
  const auto mark_every = state.mark_every;
  const auto least_trial = state.least_trial;
  state = State{};
  state.mark_every = mark_every;
  state.least_trial = least_trial;
  state.reason = reason;
  state.version = version;
  return stay(state);
}

State with_subject(State state, const Subject& subject) {
  state.version = subject.version;
  state.total = subject.total;
  return state;
}

Step on(State state, const Started& started) {
  if (started.spare) state = with_subject(state, *started.spare);
  if (started.trial) {
    state.phase = Phase::trial;
    state.trial = Trial(started.now, state.least_trial);
    return stay(state);
  }
  if (!started.spare || started.received == 0 || started.received > started.spare->total)
    return go_idle(state, started.failed, started.failed_version);
  state.phase = Phase::receiving;
  state.received = state.marked = started.received;
  return state.received == state.total ? act(state, Action::verify) : stay(state);
}

Step on(State state, const Offered& offered) {
  if (state.phase == Phase::trial || state.phase == Phase::restarting) return stay(state, Reason::busy);
  if (offered.verdict != Reason::none) {
    if (state.phase == Phase::idle) state.reason = offered.verdict;
    return stay(state, offered.verdict);
  }
  if (offered.same && state.phase != Phase::idle) return stay(state);
  state = with_subject(state, offered.image);
  state.phase = Phase::receiving;
  state.reason = Reason::none;
  state.received = state.marked = 0;
  return act(state, Action::begin);
}

Step on(const State& state, const Arrived& chunk) {
  if (state.phase != Phase::receiving) return stay(state, Reason::not_expected);
  if (chunk.length == 0 || chunk.length > kMostChunk) return stay(state, Reason::bad_chunk);
  if (chunk.offset != state.received) return stay(state, Reason::wrong_offset);
  if (chunk.length > state.total - state.received) return stay(state, Reason::too_big);
  return act(state, Action::write);
}

Step on(State state, const Asked& asked) {
  if (state.phase == Phase::ready) {
    state.reason = hold(asked.conditions);
    return state.reason == Reason::none ? act(state, Action::install) : stay(state);
  }
  if (state.phase != Phase::trial) return stay(state);
  const auto verdict = state.trial.judge(asked.now, asked.health, asked.conditions);
  if (verdict == Reason::none) return stay(state);
  return act(state, verdict == Reason::trial_too_long ? Action::roll_back : Action::confirm, verdict);
}

Step on_failure(State state, const Done& done) {
  if (done.action == Action::verify) {
    state.reason = done.failure;
    return act(state, Action::forget, done.failure);
  }
  if (state.phase != Phase::trial) return go_idle(state, done.failure);
  state.reason = done.failure;  // asked again, it will try again
  return stay(state);
}

Step on_written(State state, std::uint64_t length) {
  state.received += length;
  const bool due = state.received == state.total || state.received - state.marked >= state.mark_every;
  return due ? act(state, Action::mark) : stay(state);
}

Step on(State state, const Done& done) {
  if (done.failure != Reason::none && done.action != Action::forget) return on_failure(state, done);
  switch (done.action) {
    case Action::none:
      return stay(state);
    case Action::begin:
    case Action::write:
      return on_written(state, done.length);
    case Action::mark:
      state.marked = state.received;
      return state.received == state.total ? act(state, Action::verify) : stay(state);
    case Action::verify:
      state.phase = Phase::ready;
      state.reason = Reason::none;
      return stay(state);
    case Action::forget:
      return go_idle(state, state.reason);
    case Action::install:
      state.phase = Phase::restarting;
      return stay(state);
    case Action::confirm:
      return go_idle(state, done.why);
    case Action::roll_back:
      state.phase = Phase::restarting;
      state.reason = done.why;
      return stay(state);
  }
  return stay(state);
}

}  // namespace

Step advance(State state, const Input& input) {
  return std::visit([&](const auto& value) { return on(state, value); }, input);
}

}  // namespace liftguard::update
