#include "common/dispatch/telling_texts.hpp"

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "common/dispatch/sms_text.hpp"

namespace liftguard::dispatch {

using rescue::Happening;
using rescue::Level;
using rescue::Step;

namespace {

std::string clock_time(UtcTime at) {
  return format_local(at).substr(11);
}

// 180 s are 3分钟, 45 s are 45秒.
std::string duration(Milliseconds length) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(length).count();
  return seconds % 60 == 0 ? fmt::format("{}分钟", seconds / 60) : fmt::format("{}秒", seconds);
}

std::string marks(const OrderRecord& record) {
  std::string text;
  if (record.order.tag == rescue::Tag::drill) text += "（演练）";
  if (record.late) text += "（迟到报警）";
  if (record.maintenance == Maintenance::under_way) text += "（维保中）";
  return text;
}

std::string elevator_and_place(const Told& told) {
  return fmt::format("电梯{}，{}", told.record.elevator.code, place_of(told));
}

std::string with_comma(std::string text) {
  return text.empty() ? text : "，" + std::move(text);
}

// What nobody has done, for which a step of the chain is taken.
std::string missing(const rescue::ChainStep& step) {
  const std::string after = step.runs_from == rescue::RunsFrom::previous ? "" : duration(step.delay) + "内";
  switch (step.stops_when) {
    case rescue::StopsWhen::opened:
      return after + "无坐席打开困人工单";
    case rescue::StopsWhen::accepted:
      return after + "无人接单";
    case rescue::StopsWhen::arrived:
      return after + "无人到达";
    case rescue::StopsWhen::closed:
      return after + "尚未救出";
    case rescue::StopsWhen::delivered:
      return after + "通知未送达";
  }
  return {};
}

std::string what_happened(const Told& told) {
  return fmt::format("{}，{}报警{}", elevator_and_place(told), format_local(told.record.happened),
                     with_comma(describe_chinese(told.seen)));
}

}  // namespace

std::string_view chinese(Level level) {
  return level == Level::first ? "一级" : "二级";
}

std::string place_of(const Told& told) {
  return told.district + told.record.elevator.estate + told.record.elevator.place;
}

std::string sms_dispatched(const Told& told, const Happening& happening) {
  return fmt::format("{}{}{}困人{}：{}。请在{}内接单。", kSignature, marks(told.record),
                     happening.round > 1 ? "再次" : "", happening.level == Level::second ? "二级救援" : "救援",
                     what_happened(told), duration(told.record.order.terms.accept));
}

std::string sms_new_cause(const Told& told) {
  return fmt::format("{}{}再次困人：{}。救援工单处理中，请核实。", kSignature, marks(told.record), what_happened(told));
}

std::string sms_limit_passed(const Told& told, const Happening& happening) {
  return fmt::format("{}{}救援超时：{}，{}救援应于{}前{}，现已超时。请立即处理。", kSignature, marks(told.record),
                     elevator_and_place(told), chinese(happening.level), clock_time(happening.due),
                     rescue::chinese(happening.step));
}

std::string sms_recovered(const Told& told, const Happening& happening) {
  return fmt::format("{}{}装置报告恢复：{}，{}恢复。请到场确认后办结工单。", kSignature, marks(told.record),
                     elevator_and_place(told), clock_time(happening.at));
}

std::string sms_not_needed(const Told& told) {
  return fmt::format("{}{}无需前往：{}，乘客已由其他救援单位救出。", kSignature, marks(told.record),
                     elevator_and_place(told));
}

std::string sms_still_needed(const Told& told) {
  return fmt::format("{}{}仍需前往：{}，另一救援单位的救出已撤回，请继续救援。", kSignature, marks(told.record),
                     elevator_and_place(told));
}

std::string sms_withdrawn(const Told& told) {
  return fmt::format("{}{}派单已撤回：{}，无需前往。", kSignature, marks(told.record), elevator_and_place(told));
}

std::string sms_escalated(const Told& told, const rescue::ChainStep& step) {
  return fmt::format("{}{}{}：{}。请立即处理。", kSignature, marks(told.record), missing(step), what_happened(told));
}

AlertText alert_escalated(const Told& told, const rescue::ChainStep& step, std::string_view to_name) {
  const AlertText order = alert_order(told);
  return {.zh = fmt::format("{}，请{}{}处理：{}", missing(step), rescue::chinese(step.who), to_name, order.zh),
          .en = fmt::format("Not {} in time, for {} {}: {}", rescue::name_of(step.stops_when),
                            rescue::name_of(step.who), to_name, order.en)};
}

AlertText alert_nobody(const Told& told, const rescue::ChainStep& step) {
  const AlertText order = alert_order(told);
  return {.zh = fmt::format("{}，{}（{}）无人可联系，请立即处理：{}", missing(step), rescue::chinese(step.who),
                            rescue::chinese(step.channel), order.zh),
          .en = fmt::format("Not {} in time, and no {} to call by {}: {}", rescue::name_of(step.stops_when),
                            rescue::name_of(step.who), rescue::name_of(step.channel), order.en)};
}

AlertText alert_order(const Told& told) {
  const registry::Elevator& elevator = told.record.elevator;
  const std::string seen = describe_english(told.seen);
  return {.zh = marks(told.record) + what_happened(told),
          .en = fmt::format("Elevator {}, {}, alarm at {}{}{}", elevator.code, place_of(told),
                            format_local(told.record.happened), seen.empty() ? "" : ", ", seen)};
}

AlertText alert_limit_passed(const Told& told, const Happening& happening) {
  return {
      .zh = fmt::format("{}，{}救援未在{}前{}", elevator_and_place(told), chinese(happening.level),
                        clock_time(happening.due), rescue::chinese(happening.step)),
      .en = fmt::format("Elevator {}, {}: level {} not {} by {}", told.record.elevator.code, place_of(told),
                        static_cast<int>(happening.level), rescue::name_of(happening.step), clock_time(happening.due))};
}

}  // namespace liftguard::dispatch
