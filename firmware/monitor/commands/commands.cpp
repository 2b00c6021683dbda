#include "firmware/monitor/commands/commands.hpp"

#include <algorithm>
#include <array>

#include <spdlog/spdlog.h>

#include "common/base/text.hpp"

namespace liftguard::monitor {

using wire::CommandOutcome;

Commands::Commands(Store& store, const Stamper& stamper, Outputs outputs)
    : store_(store), stamper_(stamper), outputs_(std::move(outputs)) {}

void Commands::take(wire::Command command) {
  {
    const std::lock_guard lock(mutex_);
    const bool known = std::ranges::find(waiting_, command.id, &wire::Command::id) != waiting_.end();
    if (known || waiting_.size() == kMostWaiting) return;  // the gateway sends again what is not answered
    waiting_.push_back(std::move(command));
  }
  outputs_.wake();
}

void Commands::step() {
  if (!std::exchange(started_, true)) answer_interrupted();
  for (auto& one : std::exchange(trying_, {})) try_to_do(std::move(one));
  for (auto& command : taken()) process(std::move(command));
}

std::deque<wire::Command> Commands::taken() {
  const std::lock_guard lock(mutex_);
  return std::exchange(waiting_, {});
}

void Commands::put_back(wire::Command command) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(command));
}

void Commands::answer_interrupted() {
  std::vector<KeptCommand> interrupted;
  {
    const std::lock_guard lock(store_.mutex);
    interrupted = store_.kept.commands.unanswered();
  }
  for (const auto& one : interrupted) (void)answer(one.id, resolved(one));
}

Answer Commands::resolved(const KeptCommand& command) const {
  for (const auto& resolver : resolvers_)
    if (auto known = resolver(command.id)) return std::move(*known);
  switch (command.interrupted) {
    case Interrupted::done:
      return {};
    case Interrupted::failed:
      break;
  }
  return {CommandOutcome::failed, "被重启打断 interrupted by a restart"};
}

void Commands::process(wire::Command command) {
  Verdict verdict;
  {
    const std::lock_guard lock(store_.mutex);
    verdict = judge(store_.kept.commands, command, stamper_.stamp());
  }
  switch (verdict.what) {
    case Verdict::What::run:
      return begin(std::move(command));
    case Verdict::What::answer:
      (void)answer(command.id, verdict.answer);
      return;
    case Verdict::What::wait:
      return put_back(std::move(command));
    case Verdict::What::ignore:
      return;
  }
}

void Commands::begin(wire::Command command) {
  const auto name = wire::errand_name(command.errand);
  const auto found = handlers_.find(command.errand.index());
  if (found == handlers_.end()) {
    (void)answer(command.id, {CommandOutcome::unknown, "本机没有此功能 not on this box: " + std::string(name)});
    return;
  }
  {
    const std::lock_guard lock(store_.mutex);
    store_.kept.commands.begin(command.id, found->second.interrupted);
    store_.journal.save_kept(encode(store_.kept));
  }
  spdlog::info("command {}: {}", command.id, name);
  try_to_do({std::move(command), stamper_.stamp().uptime_us});
}

void Commands::try_to_do(Trying trying) {
  const auto answered = call(handlers_.at(trying.command.errand.index()), trying.command);
  if (!answered) return;
  const auto now = stamper_.stamp();
  const bool later = now.wall <= trying.command.expires &&
                     now.uptime_us - trying.since_us < std::chrono::microseconds(kPatience).count();
  if (answered->outcome == CommandOutcome::busy && later)
    trying_.push_back(std::move(trying));
  else
    (void)answer(trying.command.id, *answered);
}

std::optional<Answer> Commands::call(const Handling& handling, const wire::Command& command) const {
  try {
    return handling.run(command);
  } catch (const journal::DeviceError&) {
    throw;
  } catch (const std::exception& error) {
    return Answer{CommandOutcome::failed, printable(error.what(), wire::kMaxDetail)};
  }
}

std::optional<journal::RecordKey> Commands::answer(std::uint64_t id, const Answer& answer) {
  std::optional<journal::RecordKey> key;
  {
    const std::lock_guard lock(store_.mutex);
    const auto earlier = answers_.find(id);
    const bool repeated = answer.outcome == CommandOutcome::repeated;
    if (repeated && earlier != answers_.end() && store_.journal.is_unconfirmed(earlier->second)) return std::nullopt;
    key = reply(id, answer);
  }
  spdlog::info("command {} is answered: {} {}", id, outcome_name(answer.outcome), answer.detail);
  outputs_.answered();
  return key;
}

// The record and the memory of it are one frame: neither is ever there without the other.
std::optional<journal::RecordKey> Commands::reply(std::uint64_t id, const Answer& answer) {
  auto log = store_.kept.commands;
  const auto* known = log.find(id);
  // What is said of a repetition, or after what is remembered, changes nothing of what is known.
  if (answer.outcome != CommandOutcome::repeated && (known != nullptr || !log.is_forgotten(id)))
    log.answer(id, answer.outcome);
  std::swap(store_.kept.commands, log);
  const auto record = wire::encode_record(wire::CommandAnswerBody{stamper_.stamp(), id, answer.outcome, answer.detail});
  const std::array drafts{journal::Draft{Lane::event, EventKind{}, record.value()}};
  const auto keys = store_.journal.append(drafts, encode(store_.kept));
  if (!keys) {
    std::swap(store_.kept.commands, log);
    spdlog::error("the answer to command {} cannot be journalled: {}", id, keys.error().detail);
    return std::nullopt;
  }
  answers_[id] = keys->front();
  std::erase_if(answers_, [&](const auto& one) { return store_.kept.commands.find(one.first) == nullptr; });
  return keys->front();
}

}  // namespace liftguard::monitor
