#include "firmware/monitor/commands/command_log.hpp"

#include <algorithm>

namespace liftguard::monitor {
namespace {

bool before(const KeptCommand& command, std::uint64_t id) {
  return command.id < id;
}

}  // namespace

const KeptCommand* CommandLog::find(std::uint64_t id) const {
  const auto at = std::lower_bound(commands_.begin(), commands_.end(), id, before);
  return at != commands_.end() && at->id == id ? &*at : nullptr;
}

std::vector<KeptCommand> CommandLog::unanswered() const {
  std::vector<KeptCommand> out;
  std::copy_if(commands_.begin(), commands_.end(), std::back_inserter(out),
               [](const auto& one) { return one.outcome == wire::CommandOutcome::none; });
  return out;
}

KeptCommand& CommandLog::entry(std::uint64_t id) {
  auto at = std::lower_bound(commands_.begin(), commands_.end(), id, before);
  if (at == commands_.end() || at->id != id) at = commands_.insert(at, KeptCommand{id});
  return *at;
}

void CommandLog::begin(std::uint64_t id, Interrupted interrupted) {
  auto& one = entry(id);
  one.outcome = wire::CommandOutcome::none;
  one.interrupted = interrupted;
}

// One that is under way is never forgotten: its answer is still to come.
void CommandLog::answer(std::uint64_t id, wire::CommandOutcome outcome) {
  entry(id).outcome = outcome;
  if (commands_.size() <= kMost) return;
  const auto oldest = std::find_if(commands_.begin(), commands_.end(),
                                   [](const auto& one) { return one.outcome != wire::CommandOutcome::none; });
  forgotten_ = std::max(forgotten_, oldest->id);
  commands_.erase(oldest);
}

void CommandLog::encode(std::vector<std::uint8_t>& out) const {
  journal::put(out, forgotten_);
  journal::put(out, static_cast<std::uint8_t>(commands_.size()));
  for (const auto& one : commands_) {
    journal::put(out, one.id);
    journal::put(out, static_cast<std::uint8_t>(static_cast<unsigned>(one.outcome) |
                                                static_cast<unsigned>(one.interrupted) << 7));
  }
}

CommandLog CommandLog::decode(journal::Taker& from) {
  CommandLog out;
  out.forgotten_ = from.take<std::uint64_t>();
  for (auto n = from.take<std::uint8_t>(); n > 0 && from.ok(); --n) {
    const auto id = from.take<std::uint64_t>();
    const auto bits = from.take<std::uint8_t>();
    out.commands_.push_back({id, static_cast<wire::CommandOutcome>(bits & 0x7FU), static_cast<Interrupted>(bits >> 7)});
  }
  return out;
}

}  // namespace liftguard::monitor
