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
  auto left = kMostAtOnce;
  left -= answer_interrupted(left);
  left -= try_again(left);
  for (auto& command : taken(left)) process(std::move(command));
}

std::size_t Commands::try_again(std::size_t most) {
  std::size_t done = 0;
  for (auto& one : std::exchange(trying_, {})) {
    if (done == most)
      trying_.push_back(std::move(one));
    else if (try_to_do(std::move(one)))
      ++done;
  }
  return done;
}

std::deque<wire::Command> Commands::taken(std::size_t most) {
  const std::lock_guard lock(mutex_);
  std::deque<wire::Command> out;
  for (; out.size() < most && !waiting_.empty(); waiting_.pop_front()) out.push_back(std::move(waiting_.front()));
  return out;
}

void Commands::put_back(wire::Command command) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(command));
}

std::size_t Commands::answer_interrupted(std::size_t most) {
  if (!interrupted_) {
    const std::lock_guard lock(store_.mutex);
    const auto unanswered = store_.kept.commands.unanswered();
    interrupted_.emplace(unanswered.begin(), unanswered.end());
  }
  std::size_t done = 0;
  for (; done < most && !interrupted_->empty(); ++done) {
    const auto one = interrupted_->front();
    interrupted_->pop_front();
    (void)answer(one.id, resolved(one));
  }
  return done;
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
  (void)try_to_do({std::move(command), stamper_.stamp().uptime_us});
}

bool Commands::try_to_do(Trying trying) {
  const auto answered = call(handlers_.at(trying.command.errand.index()), trying.command);
  if (!answered) return true;
  const auto now = stamper_.stamp();
  const bool later = now.wall <= trying.command.expires &&
                     now.uptime_us - trying.since_us < std::chrono::microseconds(kPatience).count();
  if (answered->outcome == CommandOutcome::busy && later) {
    trying_.push_back(std::move(trying));
    return false;
  }
  (void)answer(trying.command.id, *answered);
  return true;
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
