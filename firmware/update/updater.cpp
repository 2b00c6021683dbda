#include "firmware/update/updater.hpp"

#include <algorithm>
#include <utility>

#include "firmware/update/boot.hpp"
#include "firmware/update/rules.hpp"

namespace liftguard::update {

Updater::Updater(Slots& slots, MakerKeys keys, UpdaterOptions options, SteadyTime now)
    : slots_(slots), keys_(std::move(keys)), options_(std::move(options)), keeper_(slots) {
  running_ = version_in(options_.slot);
  state_.mark_every = options_.mark_every;
  state_.least_trial = options_.least_trial;
  feed(found(now));
}

Reason Updater::offer(Bytes header) {
  const auto read = judged(header);
  if (!read) return feed(Offered{read.error(), {}, false});
  const auto offered = header.first(kHeaderSize);
  const bool same = std::equal(offered.begin(), offered.end(), header_.begin());
  std::copy(offered.begin(), offered.end(), header_.begin());
  return feed(Offered{Reason::none, {read->version, read->image_size()}, same});
}

Reason Updater::chunk(std::uint64_t offset, Bytes bytes) {
  piece_ = bytes;
  const auto answer = feed(Arrived{offset, bytes.size()});
  piece_ = {};
  return answer;
}

void Updater::ask(SteadyTime now, const Health& health, const Conditions& conditions) {
  (void)feed(Asked{now, health, conditions});
}

Status Updater::status() const {
  return {state_.phase, state_.reason, running_, state_.version, state_.total, state_.received};
}

Checked<ImageHeader> Updater::judged(Bytes bytes) const {
  auto header = read_signed_header(bytes, keys_);
  if (!header) return header;
  const auto now = record();
  const auto verdict = judge(*header, {options_.board, running_, now.highest, now.failed_version, slots_.capacity()});
  if (verdict != Reason::none) return verdict;
  return header;
}

// What the record should say. It says something else where the boot stage could not write its choice: what runs is then
// confirmed as far as this program is concerned, for it must never write over itself.
BootRecord Updater::record() const {
  auto record = keeper_.record().value_or(BootRecord{});
  if (record.running() == options_.slot) return record;
  if (record.confirmed != options_.slot) record.received = 0;
  record.confirmed = options_.slot;
  record.trial = false;
  record.starts = 0;
  return record;
}

std::uint64_t Updater::version_in(Slot slot) {
  try {
    HeaderBytes bytes;
    const auto got = slots_.read(slot, 0, bytes);
    const auto header = read_header(Bytes(bytes).first(got));
    return header ? header->version : 0;
  } catch (const DeviceError&) {
    return 0;
  }
}

// What is in the spare slot is judged as if it were offered: the keys may have changed since.
Started Updater::found(SteadyTime now) {
  const auto stored = record();
  Started out{now, stored.trial, stored.failed_reason, stored.failed_version, std::nullopt, stored.received};
  if (stored.trial) {
    out.spare = Subject{running_, 0};
    return out;
  }
  try {
    const auto got = slots_.read(stored.spare(), 0, header_);
    const auto header = judged(Bytes(header_).first(got));
    if (header) out.spare = Subject{header->version, header->image_size()};
  } catch (const DeviceError&) {
    out.received = 0;
  }
  return out;
}

// Feeds an input, performs what it leads to, and feeds the result, until there is nothing more to do. The answer is the
// first refusal.
Reason Updater::feed(const Input& input) {
  auto step = advance(state_, input);
  auto answer = step.answer;
  state_ = step.state;
  while (step.action != Action::none) {
    const auto done = perform(step);
    if (answer == Reason::none) answer = done.failure;
    step = advance(state_, done);
    state_ = step.state;
  }
  return answer;
}

Done Updater::perform(const Step& step) {
  Done done{step.action, Reason::none, step.action == Action::begin ? kHeaderSize : piece_.size(), step.why};
  try {
    done.failure = act(step);
  } catch (const DeviceError&) {
    done.failure = Reason::device_failed;
  }
  return done;
}

Reason Updater::act(const Step& step) {
  auto next = record();
  switch (step.action) {
    case Action::none:
      return Reason::none;
    case Action::begin:
      begin();
      return Reason::none;
    case Action::write:
      slots_.write(next.spare(), step.state.received, piece_);
      return Reason::none;
    case Action::mark:
      mark(step.state.received);
      return Reason::none;
    case Action::verify:
      return verify();
    case Action::forget:
      next.received = 0;
      break;
    case Action::install:
      next.trial = true;
      next.starts = 0;
      break;
    case Action::confirm:
      next.confirmed = next.running();
      next.trial = false;
      next.starts = 0;
      next.received = 0;
      next.failed_version = 0;
      next.failed_reason = Reason::none;
      next.highest = std::max(next.highest, running_);
      break;
    case Action::roll_back:
      next = rolled_back(next, running_, step.why);
      break;
  }
  keeper_.write(next);
  return Reason::none;
}

// Nothing counts as received before the first byte goes: a cut within must not leave a mark on other bytes.
void Updater::begin() {
  auto next = record();
  next.received = 0;
  if (keeper_.record() != next) keeper_.write(next);
  slots_.erase(next.spare());
  slots_.write(next.spare(), 0, header_);
}

void Updater::mark(std::uint64_t received) {
  auto next = record();
  slots_.sync(next.spare());
  next.received = received;
  keeper_.write(next);
}

Reason Updater::verify() {
  HeaderBytes bytes;
  const auto spare = record().spare();
  const auto got = slots_.read(spare, 0, bytes);
  const auto header = read_signed_header(Bytes(bytes).first(got), keys_);
  if (!header) return header.error();
  return whole_image(slots_, spare) ? Reason::none : Reason::bad_digest;
}

}  // namespace liftguard::update
