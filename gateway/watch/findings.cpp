#include "gateway/watch/findings.hpp"

#include <fmt/format.h>

namespace liftguard::gateway::watch {

namespace {

struct Words {
  std::string_view name, zh, en;
};

Words words(FindingKind kind) {
  switch (kind) {
    case FindingKind::limit_overdue:
      return {"limit_overdue", "有工单超时而系统未报出", "limits of open orders are over and were not reported"};
    case FindingKind::timer_overdue:
      return {"timer_overdue", "有到期的定时任务未执行", "timers are due and do not fire"};
    case FindingKind::order_untold:
      return {"order_untold", "有未结工单没有通知任何人，请立即处理",
              "open orders of which nobody was told: act at once"};
    case FindingKind::notice_stuck:
      return {"notice_stuck", "有短信被领取后没有结果，请电话通知",
              "notices were taken up and never ended: phone instead"};
    case FindingKind::notice_untried:
      return {"notice_untried", "有短信一直没有发送，请电话通知", "notices wait and nobody sends them: phone instead"};
    case FindingKind::alarm_without_order:
      return {"alarm_without_order", "有困人报警已入库但没有工单，请立即核实",
              "entrapments are stored and led to no order: make sure at once"};
    case FindingKind::records_unaccounted:
      return {"records_unaccounted", "有收到的报文去向不明", "messages were received and are unaccounted for"};
    case FindingKind::thread_stuck:
      return {"thread_stuck", "网关内部线程停滞，监护程序将重启网关",
              "a thread of the gateway is stuck; it will be restarted"};
    case FindingKind::disk_filling:
      return {"disk_filling", "数据库所在磁盘可用空间不足 20%", "less than 20 % is free on the disk of the database"};
    case FindingKind::notice_not_taken_on:
      return {"notice_not_taken_on", "有报警短信未送达且未改用其他渠道，请电话通知",
              "alarms' notices did not arrive and nothing else was tried: phone"};
    case FindingKind::upload_stuck:
      return {"upload_stuck", "有监管上传被领取后没有结果", "uploads were taken up and never ended"};
    case FindingKind::letter_unanswered:
      return {"letter_unanswered", "有无法识别的报警消息超过 3 分钟无人确认，请按困人核实",
              "alarm messages that could not be read wait for the desk for more than 3 minutes: make sure as if people "
              "were trapped"};
    case FindingKind::letter_unrung:
      return {"letter_unrung", "有无法识别的报警消息未在坐席响铃，请按困人核实",
              "alarm messages that could not be read did not ring at the desk: make sure as if people were trapped"};
  }
  return {"unknown", "未知", "unknown"};
}

}  // namespace

std::string_view name_of(FindingKind kind) {
  return words(kind).name;
}

FindingText words_of(const Finding& finding) {
  const Words said = words(finding.kind);
  return {fmt::format("系统自检：{}（{} 项，{}）", said.zh, finding.count, finding.detail),
          fmt::format("Self-audit: {} ({}; {})", said.en, finding.count, finding.detail)};
}

std::string alert_key(FindingKind kind, UtcTime now) {
  return fmt::format("watch/{}/{}", name_of(kind), to_ms(now) / Milliseconds{std::chrono::hours{1}}.count());
}

}  // namespace liftguard::gateway::watch
