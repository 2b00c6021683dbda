// What is to be done with a command that came, before anything is done. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "common/wire/command.hpp"
#include "common/wire/stamp.hpp"
#include "firmware/monitor/commands/command_log.hpp"

namespace liftguard::monitor {

struct Answer {
  wire::CommandOutcome outcome = wire::CommandOutcome::done;
  std::string detail{};  // at most wire::kMaxDetail
};

struct Verdict {
  enum class What : std::uint8_t {
    run = 0,     // have it done
    answer = 1,  // with `answer`; nothing is done
    wait = 2,    // until the box knows what time it is
    ignore = 3   // it is being done
  };
  What what = What::run;
  Answer answer{};
};

// - What was answered once is `repeated`, whatever else it is: the same id never does anything twice, even where a
// clock
//   that was set back would let it.
// - Unreadable and unknown errands are answered at once; nothing about them depends on the time.
// - At its expiry itself a command may still be done. A box whose clock was never set cannot judge an expiry. It waits:
//   the gateway tells the time to every box that connects, and sends the command again if the power goes before that.
[[nodiscard]] Verdict judge(const CommandLog& log, const wire::Command& command, const wire::Stamp& now);

// done, expired, ...: for details and log lines.
[[nodiscard]] std::string_view outcome_name(wire::CommandOutcome outcome);

}  // namespace liftguard::monitor
