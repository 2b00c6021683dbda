// Who is called next while an order waits for an answer (RS-6, RS-12), as data: a chain of steps for a district, and
// the pure rule that says which of them fall due. A step is taken once in each round of an order; whatever closes the
// order stops them all.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/rescue/order.hpp"

namespace liftguard::rescue {

enum class Who : std::uint8_t {
  next_desk = 1,      // the n-th step of this kind calls the desk after the n-th
  rescuer = 2,        // of the unit of level 1
  manager = 3,        // of the unit of level 1
  second_unit = 4,    // dispatches level 2, unless that is done already
  rescue_office = 5,  // 特检院救援办
};
enum class Channel : std::uint8_t { desk = 1, sms = 2, voice = 3 };
enum class RunsFrom : std::uint8_t {
  opening = 1,   // of the order; from its second round on, that round's dispatch
  dispatch = 2,  // the first that stands, for level 1's own people that of level 1; waits while there is none
  previous = 3   // the step before was taken, or stopped
};
enum class StopsWhen : std::uint8_t {
  opened = 1,    // a dispatcher has opened the order
  accepted = 2,  // by any crew
  arrived = 3,
  closed = 4,
  delivered = 5  // an SMS or call of this round has reached each of the people whom this step would call
};

struct ChainStep {
  int position = 0;  // rising from 1, unique within a chain
  Who who = Who::next_desk;
  Channel channel = Channel::desk;
  RunsFrom runs_from = RunsFrom::dispatch;
  Milliseconds delay{};  // inclusive, as limits are
  StopsWhen stops_when = StopsWhen::accepted;

  bool operator==(const ChainStep&) const = default;
};
using Chain = std::vector<ChainStep>;  // by position

enum class StepOutcome : std::uint8_t {
  taken = 1,
  stopped = 2,  // fell due when it was no longer needed
  nobody = 3    // there was nobody to call
};

struct SettledStep {
  UtcTime at{};
  StepOutcome outcome = StepOutcome::taken;

  bool operator==(const SettledStep&) const = default;
};

// What the rule looks at beside the order.
struct Escalation {
  std::optional<UtcTime> desk_opened{};       // in this round
  std::set<int> reached{};                    // positions of steps until `delivered` whose people all have been
  std::optional<UtcTime> second_withdrawn{};  // when a dispatcher last took level 2 back
  std::map<int, SettledStep> settled{};       // by position: what was made of the steps of this round
};

// Rounds are those of level 1 (RS-4); 1 before there is a dispatch.
[[nodiscard]] int round_of(const Order& order);

struct DueStep {
  ChainStep step{};
  UtcTime due{};
  StepOutcome outcome = StepOutcome::taken;  // or `stopped`

  bool operator==(const DueStep&) const = default;
};

// The steps that fall due at `now` and are not settled, in the order of the chain. A step that runs from one of these
// is judged as if that one was settled at `now`.
//
// What was stopped is settled while what stopped it holds. When a crew has stepped back it is due as if the step had
// never been taken (RS-2), once; the second unit, taken back by a dispatcher, one delay after that.
[[nodiscard]] std::vector<DueStep> due_steps(const Chain& chain, const Order& order, Escalation escalation,
                                             UtcTime now);

// The first instant at which `due_steps` gives something; none: nothing more in this round as things stand.
[[nodiscard]] std::optional<UtcTime> next_step(const Chain& chain, const Order& order, const Escalation& escalation);

// Refused chains: a position not rising from 1, a delay below 0 or above a day, a first step that runs from `previous`,
// a second unit by another channel than SMS or until `delivered`. The reason; none: the chain is good.
[[nodiscard]] std::optional<std::string_view> flaw_of(const Chain& chain);

// 下一坐席, 救援人员, ... and 坐席提示, 短信, 语音电话.
[[nodiscard]] std::string_view chinese(Who who);
[[nodiscard]] std::string_view chinese(Channel channel);
[[nodiscard]] std::string_view name_of(Who who);
[[nodiscard]] std::string_view name_of(Channel channel);
[[nodiscard]] std::string_view name_of(RunsFrom runs_from);
[[nodiscard]] std::string_view name_of(StopsWhen stops_when);
[[nodiscard]] std::optional<Who> who_named(std::string_view name);
[[nodiscard]] std::optional<Channel> channel_named(std::string_view name);
[[nodiscard]] std::optional<RunsFrom> runs_from_named(std::string_view name);
[[nodiscard]] std::optional<StopsWhen> stops_when_named(std::string_view name);

}  // namespace liftguard::rescue
