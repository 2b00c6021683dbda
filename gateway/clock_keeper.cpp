#include "gateway/clock_keeper.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "common/dispatch/desk.hpp"

namespace liftguard::gateway {

void ClockKeeper::check() {
  check(database_.utc_now());
}

void ClockKeeper::check(UtcTime database_time) {
  const Milliseconds apart = database_time - civil_.utc_now();
  if (std::chrono::abs(apart) <= kJump) {
    civil_.anchor(database_time);
    told_ = false;
    return;
  }
  if (told_) return;
  tell_desk(apart);
  told_ = true;
}

void ClockKeeper::tell_desk(Milliseconds jump) {
  spdlog::error("the database's clock has jumped by {} ms; limits go on by the time before", jump.count());
  auto tx = database_.begin();
  const UtcTime now = civil_.utc_now();
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::clock_jumped;
  alert.key = fmt::format("clock_jumped/{}", to_ms(now));
  alert.text_zh = fmt::format("服务器时钟跳变 {} 秒：时限仍按跳变前的时间计算，请检查服务器时间", jump.count() / 1000);
  alert.text_en =
      fmt::format("The server's clock jumped by {} s. Limits go on by the time before; check the server's time",
                  jump.count() / 1000);
  dispatch::ring(tx, alert, now);
  tx.commit();
}

}  // namespace liftguard::gateway
