#include "gateway/proving/watch.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "common/dispatch/desk.hpp"
#include "common/storage/changes.hpp"
#include "common/timers/timers.hpp"
#include "gateway/proving/self_test.hpp"

namespace liftguard::gateway {

namespace {

// To one transaction; what is left comes with the next.
constexpr int kMaxAtOnce = 100;

void note_change(storage::Transaction& tx, ElevatorId elevator, std::string_view monitor, std::string_view unproven,
                 UtcTime now) {
  storage::append_change(tx,
                         {.kind = "monitor",
                          .subject = elevator.value,
                          .elevator = elevator,
                          .detail = fmt::format(R"({{"monitor":"{}","unproven":{}}})", monitor, unproven)},
                         now);
}

void ring_one(storage::Transaction& tx, const registry::Unproven& one, UtcTime now) {
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::unproven;
  alert.key = fmt::format("unproven/{}/{}", one.monitor, to_ms(one.counts_from));
  alert.elevator = one.elevator;
  alert.monitor = one.monitor;
  alert.text_zh = fmt::format("72小时无合格自检，报警能力未经验证：电梯{}，{}{}，装置{}", one.code, one.estate,
                              one.place, one.monitor);
  alert.text_en = fmt::format("No good self-test for 72 h, its alarms are unproven: elevator {}, {}{}, monitor {}",
                              one.code, one.estate, one.place, one.monitor);
  dispatch::ring(tx, alert, now);
}

void ring_many(storage::Transaction& tx, std::size_t number, UtcTime now) {
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::unproven;
  alert.key = fmt::format("unproven/many/{}", to_ms(now));
  const int all = registry::count_unproven(tx, now);
  alert.text_zh = fmt::format("{}台电梯同时超过72小时无合格自检（全部{}台），请检查网络与服务", number, all);
  alert.text_en = fmt::format(
      "{} elevators at once have had no good self-test for 72 h ({} in all): look at the "
      "network and the service first",
      number, all);
  dispatch::ring_unless_ringing(tx, alert, now);
}

void look(storage::Transaction& tx, UtcTime now) {
  const auto news = registry::newly_unproven(tx, now, kMaxAtOnce);
  for (const auto& one : news) {
    registry::note_unproven(tx, one.monitor, now);
    note_change(tx, one.elevator, one.monitor, "true", now);
  }
  if (news.size() > kToldOneByOne)
    ring_many(tx, news.size(), now);
  else
    for (const auto& one : news) ring_one(tx, one, now);
}

}  // namespace

void arm_proof_timer(storage::Transaction& tx, UtcTime now) {
  const auto latest = now + kLookAgain;
  const auto next = std::min(registry::next_unproven(tx).value_or(latest), latest);
  timers::arm(tx, {.kind = std::string(kProofTimer), .subject = 0, .due = next});
}

void handle_proof_timer(timers::TimerLoop& loop) {
  loop.handle(std::string(kProofTimer), [](storage::Transaction& tx, const timers::Timer&, UtcTime now) {
    look(tx, now);
    arm_proof_timer(tx, now);
  });
}

void tell_proven(storage::Transaction& tx, ElevatorId elevator, std::string_view monitor, UtcTime now) {
  dispatch::withdraw_alerts(tx, dispatch::AlertKind::unproven, elevator, monitor, now);
  note_change(tx, elevator, monitor, "false", now);
}

std::string describe(const registry::Unproven& elevator) {
  const std::string last = elevator.last_good ? format_local(*elevator.last_good) : std::string("从未 / never");
  const std::string findings = elevator.findings.empty() ? ""
                                                         : fmt::format("  {} / {}", findings_chinese(elevator.findings),
                                                                       findings_english(elevator.findings));
  return fmt::format("{}  {}  {}{}\n    最近合格自检 / last good self-test: {}{}\n", elevator.code, elevator.monitor,
                     elevator.estate, elevator.place, last, findings);
}

}  // namespace liftguard::gateway
