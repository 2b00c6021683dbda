#include "gateway/commands/courier.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "common/base/setbacks.hpp"
#include "common/base/waiting.hpp"

namespace liftguard::gateway::commands {

namespace {

constexpr std::chrono::milliseconds kLookEvery{100};

// To one transaction: none may be long.
constexpr int kMaxAtOnce = 32;

}  // namespace

void Courier::run(const std::stop_token& stop) {
  const SystemSteadyClock steady;
  Setbacks setbacks;
  while (!stop.stop_requested()) {
    Milliseconds wait = kLookEvery;
    try {
      step();
      setbacks.over();
    } catch (const storage::Busy& busy) {
      const auto next = setbacks.again(steady.now(), busy.what());
      if (next.worth_telling) spdlog::warn("database is busy, commands wait: {}", busy.what());
      wait = std::max(wait, next.wait);
    }
    wait_or_stop(stop, wait);
  }
}

std::size_t Courier::step() {
  const UtcTime now = civil_.utc_now();
  if (!anything_due(now)) return 0;
  std::size_t sent = 0;
  for (const Command& command : claim(now)) {
    const auto message = message_of(command);
    if (!message) {
      spdlog::error("command {} to {} cannot be sent: {}", to_string(command.id), command.monitor,
                    message.error().detail);
    } else if (outputs_.send(command.monitor, *message)) {
      ++sent;
    }
  }
  return sent;
}

bool Courier::anything_due(UtcTime now) {
  const std::int64_t version = database_.data_version();
  if (version != version_) {
    auto session = database_.read();
    next_due_ = commands::next_due(session);
    version_ = version;
  }
  if (!next_due_ || *next_due_ > now) return false;
  auto session = database_.read();
  const auto all = due(session, now, kMaxAtOnce);
  return std::ranges::any_of(all, [&](const Command& command) { return outputs_.serves(command.monitor); });
}

std::vector<Command> Courier::claim(UtcTime now) {
  auto tx = database_.begin();
  std::vector<Command> ours = due(tx, now, kMaxAtOnce);
  std::erase_if(ours, [&](const Command& command) { return !outputs_.serves(command.monitor); });
  std::erase_if(ours, [&](const Command& command) {
    const bool goes = !has_expired(command.expires, now) && outputs_.is_there(tx, command.monitor);
    if (goes)
      note_sent(tx, command, now);
    else
      await_box(tx, command.id);
    return !goes;
  });
  tx.commit();
  return ours;
}

}  // namespace liftguard::gateway::commands
