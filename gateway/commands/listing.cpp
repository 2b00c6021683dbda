#include "gateway/commands/listing.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "gateway/commands/errands.hpp"

namespace liftguard::gateway::commands {

namespace {

struct Words {
  std::string_view code, zh, en;
};

constexpr std::array kRefusals{
    Words{"unknown_monitor", "未登记的装置", "no such monitor"},
    Words{"revoked", "该装置已吊销", "the monitor was revoked"},
    Words{"bad_expiry", "有效期须为10秒至30天", "it must be valid for 10 s to 30 days"},
    Words{"unfit", "装置无法接受此指令", "no monitor would take this"},
    Words{"too_many", "该装置未完成的指令过多", "too many commands to this monitor are open"},
    Words{"unreadable", "无法读取文件", "the file cannot be read"},
    Words{"too_large", "文件过大", "the file is too large"},
    Words{"bad_toml", "设置文件不是有效的TOML", "the settings are not TOML"},
    Words{"other_monitor", "该事件属于其他装置", "the event is of another monitor"},
    Words{"bad_when", "既不是事件编号也不是时间", "neither an event's name nor a time"},
    Words{"in_future", "时间尚未到来", "that time has not come yet"},
};

std::string errand_of(const Command& command) {
  const auto message = message_of(command);
  const auto* sent = message ? std::get_if<wire::Command>(&*message) : nullptr;
  const std::string what = sent ? particulars(sent->errand) : std::string();
  return fmt::format("{} / {}{}", chinese(command.errand), command.errand, what.empty() ? "" : " (" + what + ")");
}

std::string answer_of(const Command& command) {
  if (!command.outcome) return fmt::format("有效至 / until {}", format_local(command.expires));
  return fmt::format("{} / {}  {}{}", chinese(*command.outcome), name_of(*command.outcome),
                     format_local(command.answered.value_or(command.created)),
                     command.detail.empty() ? "" : "  " + command.detail);
}

}  // namespace

std::string describe(const Command& command) {
  const std::string sends = command.sends > 1 ? fmt::format(" ×{}", command.sends) : std::string();
  return fmt::format("{}  {}  {}  {}  {}\n    {} / {}{}: {}\n", to_string(command.id), format_local(command.created),
                     command.monitor, errand_of(command), command.asked_by, chinese(command.state),
                     name_of(command.state), sends, answer_of(command));
}

std::string describe(const Refusal& refusal) {
  const auto* found = std::ranges::find(kRefusals, refusal.code, &Words::code);
  if (found == kRefusals.end()) return fmt::format("拒绝 / refused: {} {}\n", refusal.code, refusal.detail);
  return fmt::format("拒绝：{} / refused: {} ({})\n", found->zh, found->en, refusal.detail);
}

}  // namespace liftguard::gateway::commands
