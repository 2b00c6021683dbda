#include "gateway/clock_keeper.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "gateway/watch/store.hpp"

namespace liftguard::gateway {

namespace {

constexpr std::chrono::seconds kMarkEvery{10};

dispatch::DeskAlert jump_alert(UtcTime now) {
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::clock_jumped;
  alert.key = fmt::format("clock_jumped/{}", to_ms(now));
  return alert;
}

std::int64_t in_seconds(Milliseconds time) {
  return time.count() / 1000;
}

}  // namespace

ClockKeeper::ClockKeeper(storage::Database& database, AnchoredCivilClock& civil, const SteadyClock& steady,
                         TimerHold timers, ClockHost host)
    : database_(database), civil_(civil), steady_(steady), timers_(std::move(timers)), host_(std::move(host)) {}

watch::ClockMark ClockKeeper::mark() const {
  return {host_.boot, civil_.utc_now(), steady_.now()};
}

void ClockKeeper::start() {
  const watch::ClockMark now = mark();
  std::optional<Milliseconds> jump;
  std::int64_t waiting = 0;
  {
    auto session = database_.read();
    jump = watch::jump_while_away(watch::mark_of(session, host_.name), watch::newest_mark(session), now);
    if (jump && timers_.due) waiting = timers_.due(session, now.at);
  }
  if (jump) {
    if (timers_.hold) timers_.hold(now.at);
    ask_desk(*jump, waiting);
  } else {
    write_mark();
  }
  look_for_doubt();
}

void ClockKeeper::check() {
  check(database_.utc_now());
}

void ClockKeeper::check(UtcTime database_time) {
  follow(database_time);
  if (held_) look_for_answer();
  look_for_doubt();
  // Not while the desk is asked: whoever starts then asks again.
  if (!held_ && (!marked_ || steady_.now() - *marked_ >= kMarkEvery)) write_mark();
}

void ClockKeeper::follow(UtcTime database_time) {
  const Milliseconds apart = database_time - civil_.utc_now();
  if (std::chrono::abs(apart) <= kJump) {
    civil_.anchor(database_time);
    told_.reset();
    return;
  }
  if (told_ && std::chrono::abs(apart - *told_) <= kJump) return;
  tell_desk(apart);
  told_ = apart;
}

void ClockKeeper::tell_desk(Milliseconds jump) {
  spdlog::error("the database's clock has jumped by {} ms; limits go on by the time before", jump.count());
  auto tx = database_.begin();
  const UtcTime now = civil_.utc_now();
  dispatch::DeskAlert alert = jump_alert(now);
  alert.text_zh = fmt::format("服务器时钟跳变 {} 秒：时限仍按跳变前的时间计算，请检查服务器时间", in_seconds(jump));
  alert.text_en = fmt::format(
      "The server's clock jumped by {} s. Limits go on by the time before; check the server's time", in_seconds(jump));
  dispatch::ring(tx, alert, now);
  tx.commit();
}

void ClockKeeper::ask_desk(Milliseconds jump, std::int64_t waiting) {
  spdlog::error(
      "the clock jumped by {} ms while no gateway ran; {} timers wait until the desk has said that it is right",
      jump.count(), waiting);
  auto tx = database_.begin();
  const UtcTime now = civil_.utc_now();
  dispatch::DeskAlert alert = jump_alert(now);
  alert.text_zh = fmt::format(
      "网关停止期间服务器时钟跳变 {} 秒，{} 个到期事项暂缓执行：请核对服务器时间，确认本提醒后执行；10 "
      "分钟内无人确认将自动执行",
      in_seconds(jump), waiting);
  alert.text_en = fmt::format(
      "The clock jumped by {} s while the gateway was down; {} timers that are due wait. Check the server's time and "
      "acknowledge this to let them go; after 10 minutes they go by themselves",
      in_seconds(jump), waiting);
  const auto question = dispatch::ring(tx, alert, now);
  tx.commit();
  held_ = Held{question.value_or(dispatch::AlertId{}), steady_.now()};
}

void ClockKeeper::look_for_answer() {
  const bool over = steady_.now() - held_->since >= kHoldAtMost;
  if (!over) {
    auto session = database_.read();
    if (!dispatch::is_acknowledged(session, held_->question)) return;
  }
  spdlog::warn("the timers that waited for the desk go on: {}", over ? "nobody answered" : "the time is right");
  held_.reset();
  if (timers_.release) timers_.release();
}

void ClockKeeper::look_for_doubt() {
  bool asked = false;
  {
    auto session = database_.read();
    asked = dispatch::is_ringing(session, dispatch::AlertKind::clock_jumped);
  }
  if (asked || told_) doubted_ = steady_.now();
  in_doubt_ = doubted_ && steady_.now() - *doubted_ < kDoubtAfter;
}

void ClockKeeper::write_mark() {
  auto tx = database_.begin();
  watch::write_mark(tx, host_.name, mark());
  tx.commit();
  marked_ = steady_.now();
}

}  // namespace liftguard::gateway
