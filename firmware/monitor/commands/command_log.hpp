// Which commands this box has taken lately, so that none is done twice. Kept over a reboot, in one piece with the
// answers.
//
// A gateway's ids rise, though they may come in another order: what is older than all that is remembered has been
// answered, or will never be. So no captured command can be played again, however old (E8).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/wire/report.hpp"
#include "firmware/journal/little_endian.hpp"

namespace liftguard::monitor {

// What it means when the program ended between the beginning of a command and its answer.
enum class Interrupted : std::uint8_t {
  failed = 0,  // nobody knows how far it came
  done = 1,    // the end was what was asked for
};

struct KeptCommand {
  std::uint64_t id = 0;
  wire::CommandOutcome outcome = wire::CommandOutcome::none;  // none: begun, not answered
  Interrupted interrupted = Interrupted::failed;

  bool operator==(const KeptCommand&) const = default;
};

class CommandLog {
 public:
  static constexpr std::size_t kMost = 40;  // a gateway has at most 32 open for one box

  [[nodiscard]] const KeptCommand* find(std::uint64_t id) const;
  [[nodiscard]] bool is_forgotten(std::uint64_t id) const { return id <= forgotten_; }
  [[nodiscard]] std::vector<KeptCommand> unanswered() const;

  void begin(std::uint64_t id, Interrupted interrupted);
  void answer(std::uint64_t id, wire::CommandOutcome outcome);

  void encode(std::vector<std::uint8_t>& out) const;
  [[nodiscard]] static CommandLog decode(journal::Taker& from);  // what cannot be read makes `from` not ok

  bool operator==(const CommandLog&) const = default;

 private:
  KeptCommand& entry(std::uint64_t id);

  std::vector<KeptCommand> commands_;  // by id, rising; at most kMost
  std::uint64_t forgotten_ = 0;        // the greatest id that has left
};

}  // namespace liftguard::monitor
