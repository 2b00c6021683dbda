#include "common/dispatch/time_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "common/dispatch/passengers.hpp"
#include "common/dispatch/telling_texts.hpp"

namespace liftguard::dispatch {

using rescue::What;
using storage::Row;
using storage::Session;
using storage::Statement;

namespace {

constexpr Statement kSteps{"order_steps.of_order",
                           "select s.id, s.at_ms, s.recorded_ms, s.what, s.level, s.step, s.round, s.due_ms, s.name, "
                           "s.remark, a.kind from order_steps s left join alarms a on a.id = s.alarm_id "
                           "where s.order_id = :1 order by s.id"};
constexpr Statement kAnswers{"passenger_answers.of_order",
                             "select p.id, p.happened_ms, p.received_ms, p.question, p.reply from episodes e "
                             "join passenger_answers p on p.monitor = e.monitor and p.journal = e.journal "
                             "and p.episode = e.episode where e.order_id = :1 order by p.id"};

std::string_view chinese_event(std::optional<EventKind> kind) {
  const EventFacts* facts = kind ? find_event(*kind) : nullptr;
  return facts == nullptr ? "报警" : facts->zh;
}

std::string_view english_event(std::optional<EventKind> kind) {
  const EventFacts* facts = kind ? find_event(*kind) : nullptr;
  return facts == nullptr ? "alarm" : facts->en;
}

std::string in_chinese(const TimelineEntry& entry, int round, std::optional<EventKind> kind) {
  const std::string level = entry.level ? std::string(chinese(*entry.level)) + "救援" : std::string();
  const std::string_view step = entry.step ? rescue::chinese(*entry.step) : "";
  switch (entry.what) {
    case What::opened:
      return fmt::format("接警：{}", chinese_event(kind));
    case What::attached:
      return fmt::format("并入本工单：{}", chinese_event(kind));
    case What::new_cause:
      return "再次困人";
    case What::dispatched:
      return fmt::format("{}派单{}", level, round > 1 ? fmt::format("（第{}次）", round) : "");
    case What::stepped:
      return fmt::format("{}{}", level, step);
    case What::stepped_back:
      return fmt::format("{}退回：撤销{}", level, step);
    case What::limit_passed:
      return fmt::format("{}超时未{}", level, step);
    case What::no_second_level:
      return "未派二级救援";
    case What::recovered:
      return "装置报告恢复";
    case What::closed:
      return "工单办结";
    case What::reopened:
      return "工单重新打开";
    case What::not_needed:
      return fmt::format("{}无需前往", level);
    case What::episode_still_open:
      return "办结后装置仍报告困人未恢复";
    case What::passenger_answered:
      return "车内乘客回答";
    case What::escalated:
      return "升级通知";
    case What::desk_opened:
      return "坐席已打开";
    case What::withdrawn:
      return fmt::format("{}派单已撤回", level);
  }
  return {};
}

std::string in_english(const TimelineEntry& entry, int round, std::optional<EventKind> kind) {
  const std::string level = entry.level ? fmt::format("level {}", static_cast<int>(*entry.level)) : std::string();
  const std::string_view step = entry.step ? rescue::name_of(*entry.step) : "";
  switch (entry.what) {
    case What::opened:
      return fmt::format("Received: {}", english_event(kind));
    case What::attached:
      return fmt::format("Attached: {}", english_event(kind));
    case What::new_cause:
      return "People trapped again";
    case What::dispatched:
      return fmt::format("Dispatched, {}{}", level, round > 1 ? fmt::format(", round {}", round) : "");
    case What::stepped:
      return fmt::format("{}, {}", step, level);
    case What::stepped_back:
      return fmt::format("Step back from {}, {}", step, level);
    case What::limit_passed:
      return fmt::format("Not {} in time, {}", step, level);
    case What::no_second_level:
      return "Second level not dispatched";
    case What::recovered:
      return "The monitor reports recovery";
    case What::closed:
      return "Closed";
    case What::reopened:
      return "Opened again";
    case What::not_needed:
      return fmt::format("Not needed, {}", level);
    case What::episode_still_open:
      return "Closed, but the monitor still reports people trapped";
    case What::passenger_answered:
      return "Passengers answer";
    case What::escalated:
      return "Escalated";
    case What::desk_opened:
      return "Opened at a desk";
    case What::withdrawn:
      return fmt::format("Dispatch withdrawn, {}", level);
  }
  return {};
}

std::string_view chinese(PassengerQuestion question) {
  switch (question) {
    case PassengerQuestion::unknown:
      break;
    case PassengerQuestion::anyone_hurt:
      return "是否有人受伤";
  }
  return "未知问题";
}

std::string_view english(PassengerQuestion question) {
  switch (question) {
    case PassengerQuestion::unknown:
      break;
    case PassengerQuestion::anyone_hurt:
      return "is anyone hurt";
  }
  return "an unknown question";
}

std::string_view chinese(PassengerReply reply) {
  switch (reply) {
    case PassengerReply::none:
      return "无人回答";
    case PassengerReply::yes:
      return "是";
    case PassengerReply::no:
      return "否";
  }
  return "未知";
}

std::string_view english(PassengerReply reply) {
  switch (reply) {
    case PassengerReply::none:
      return "no answer";
    case PassengerReply::yes:
      return "yes";
    case PassengerReply::no:
      return "no";
  }
  return "unknown";
}

// With the number by which entries of both sources are in the order of their recording: ids rise with time.
struct Numbered {
  std::int64_t id = 0;
  TimelineEntry entry{};
};

std::vector<Numbered> read_steps(Session& session, OrderId order) {
  std::vector<Numbered> steps;
  for (Row& row : session.query(kSteps, order)) {
    Numbered& step = steps.emplace_back();
    TimelineEntry& entry = step.entry;
    step.id = row.take<std::int64_t>();
    entry.at = row.take<UtcTime>();
    entry.recorded = row.take<UtcTime>();
    entry.what = row.take<What>();
    entry.level = row.take<std::optional<rescue::Level>>();
    entry.step = row.take<std::optional<rescue::Step>>();
    const int round = row.take<int>();
    entry.due = row.take<std::optional<UtcTime>>();
    entry.by = row.take<std::string>();
    entry.remark = row.take<std::string>();
    const auto kind = row.take<std::optional<EventKind>>();
    entry.text_zh = in_chinese(entry, round, kind);
    entry.text_en = in_english(entry, round, kind);
  }
  return steps;
}

std::vector<Numbered> read_answers(Session& session, OrderId order) {
  std::vector<Numbered> answers;
  for (Row& row : session.query(kAnswers, order)) {
    Numbered& answer = answers.emplace_back();
    TimelineEntry& entry = answer.entry;
    entry.what = What::passenger_answered;
    answer.id = row.take<std::int64_t>();
    entry.at = row.take<UtcTime>();
    entry.recorded = row.take<UtcTime>();
    const auto question = row.take<PassengerQuestion>();
    const auto reply = row.take<PassengerReply>();
    entry.text_zh = fmt::format("{}（{}）：{}", in_chinese(entry, 0, {}), chinese(question), chinese(reply));
    entry.text_en = fmt::format("{} ({}): {}", in_english(entry, 0, {}), english(question), english(reply));
  }
  return answers;
}

}  // namespace

std::vector<TimelineEntry> read_time_line(Session& session, OrderId order) {
  std::vector<Numbered> all = read_steps(session, order);
  std::ranges::move(read_answers(session, order), std::back_inserter(all));
  std::ranges::stable_sort(all, {}, &Numbered::id);
  std::vector<TimelineEntry> entries;
  for (Numbered& numbered : all) entries.push_back(std::move(numbered.entry));
  return entries;
}

}  // namespace liftguard::dispatch
