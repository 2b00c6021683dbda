#include "firmware/monitor/commands/judge.hpp"

namespace liftguard::monitor {

using wire::CommandOutcome;

std::string_view outcome_name(CommandOutcome outcome) {
  switch (outcome) {
    case CommandOutcome::none:
      break;
    case CommandOutcome::done:
      return "done";
    case CommandOutcome::expired:
      return "expired";
    case CommandOutcome::repeated:
      return "repeated";
    case CommandOutcome::unknown:
      return "unknown";
    case CommandOutcome::refused:
      return "refused";
    case CommandOutcome::busy:
      return "busy";
    case CommandOutcome::failed:
      return "failed";
  }
  return "none";
}

Verdict judge(const CommandLog& log, const wire::Command& command, const wire::Stamp& now) {
  using What = Verdict::What;
  if (const auto* known = log.find(command.id)) {
    if (known->outcome == CommandOutcome::none) return {What::ignore};
    return {What::answer, {CommandOutcome::repeated, "先前的结果 was: " + std::string(outcome_name(known->outcome))}};
  }
  if (log.is_forgotten(command.id))
    return {What::answer, {CommandOutcome::repeated, "早于所记得的指令 older than what is remembered"}};
  if (const auto* unknown = std::get_if<wire::UnknownErrand>(&command.errand))
    return {What::answer,
            {CommandOutcome::unknown, "本机不认识的指令 errand " + std::to_string(unknown->type) + " is not known"}};
  if (const auto* unreadable = std::get_if<wire::UnreadableErrand>(&command.errand))
    return {What::answer, {CommandOutcome::refused, "无法读取 unreadable: " + unreadable->why}};
  if (now.quality == wire::TimeQuality::unset) return {What::wait};
  if (now.wall > command.expires) return {What::answer, {CommandOutcome::expired, {}}};
  return {};
}

}  // namespace liftguard::monitor
