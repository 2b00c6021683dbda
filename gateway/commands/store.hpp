// The table commands: what boxes are told to do, and what became of it.
//
// Changes that it appends (common/storage/changes.hpp): "command", with the command as subject and
// {"monitor","errand","what": issued | sent | answered | expired, "outcome"} as detail.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/base/result.hpp"
#include "common/storage/audit.hpp"
#include "common/storage/database.hpp"
#include "common/timers/loop.hpp"
#include "common/wire/down.hpp"
#include "common/wire/state.hpp"
#include "common/wire/up.hpp"
#include "gateway/commands/rules.hpp"

namespace liftguard::gateway::commands {

using CommandId = Id<struct CommandTag>;

// Of one box: more than a person or a roll-out can mean at once.
inline constexpr int kMaxOpen = 32;

// Of one box: closed ones beyond this many are forgotten, the oldest first. The audit log keeps who asked.
inline constexpr int kMaxKept = 200;

struct Issue {
  std::string monitor{};
  wire::Errand errand{};
  UtcTime expires{};
  storage::Actor asked_by{};  // none: the system itself
};

// Sent as soon as the serving gateway sees it, if the box is there; else when it comes back. Refusals:
// "unknown_monitor", "bad_expiry" (not within kShortestLife .. kLongestLife from now), "unfit" (no box would read
// it: wire::unfit_because), "too_many".
[[nodiscard]] Result<CommandId> issue(storage::Transaction& tx, const Issue& issue, UtcTime now);

struct Command {
  CommandId id{};
  std::string monitor{};
  std::string errand{};  // wire::errand_name
  std::string body{};    // the message as it is sent, in hex
  std::string asked_by{};
  UtcTime created{}, expires{};
  State state = State::issued;
  int sends = 0;
  std::optional<UtcTime> sent{};  // the last time
  std::optional<wire::CommandOutcome> outcome{};
  std::string detail{};
  std::optional<UtcTime> answered{};
};

// Refused when another release wrote it in a form that this one cannot read.
[[nodiscard]] Result<wire::Down> message_of(const Command& command);

[[nodiscard]] std::optional<Command> find(storage::Session& session, CommandId id);
[[nodiscard]] std::vector<Command> newest(storage::Session& session, int limit);
[[nodiscard]] std::vector<Command> newest_of(storage::Session& session, std::string_view monitor, int limit);

// What is to be sent now, the longest due first.
[[nodiscard]] std::vector<Command> due(storage::Session& session, UtcTime now, int limit);
[[nodiscard]] std::optional<UtcTime> next_due(storage::Session& session);

void note_sent(storage::Transaction& tx, const Command& command, UtcTime now);
void await_box(storage::Transaction& tx, CommandId id);  // it is not there: not due until it is born or back

// It was born (again): everything that it has not answered is due at once. It is back after a silence: what was waiting
// for it is.
void box_is_born(storage::Transaction& tx, std::string_view monitor, UtcTime now);
void box_is_back(storage::Transaction& tx, std::string_view monitor, UtcTime now);

enum class Taken : std::uint8_t {
  taken = 0,
  known = 1,   // another answer counts
  unknown = 2  // no command of this box
};
Taken take_answer(storage::Transaction& tx, std::string_view monitor, const wire::CommandAnswerBody& answer,
                  UtcTime now);

// A box says at its birth which settings it did not keep. Those that it had taken at first have failed; of those that
// it never took, its answer tells, which may still be on its way.
void take_settings(storage::Transaction& tx, std::string_view monitor, const wire::ConfigState& settings, UtcTime now);

// Closes what nobody has answered in time. One process is enough; more do no harm.
inline constexpr std::string_view kExpiryTimer = "command";
void handle_expiry_timer(timers::TimerLoop& loop);

}  // namespace liftguard::gateway::commands
