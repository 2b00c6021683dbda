#include "firmware/monitor/wall_time.hpp"

#include <sys/timex.h>

#include <spdlog/spdlog.h>

namespace liftguard::monitor {

using wire::TimeQuality;

bool is_disciplined(const KernelAnswer& answer) {
  return answer.state >= TIME_OK && answer.state < TIME_ERROR && (answer.status & STA_UNSYNC) == 0;
}

HostTime host_time() {
  timex query{};  // no modes: asks only, and needs no privilege
  const int state = ::adjtimex(&query);
  return {WallClock().utc_now(), is_disciplined({state, query.status})};
}

WallReading wall_reading(const HostTime& host, const std::optional<ServerWord>& word, SteadyTime now) {
  const bool set = host.wall >= kBeginning;
  if (set && host.disciplined) return {host.wall, TimeQuality::synchronised};
  if (word) {
    const bool fresh = now - word->heard < kWordIsFresh;
    return {word->carried_to(now), fresh ? TimeQuality::synchronised : TimeQuality::free_running};
  }
  return {host.wall, set ? TimeQuality::free_running : TimeQuality::unset};
}

std::optional<UtcTime> told_time(const HostTime& host, const std::optional<ServerWord>& word, SteadyTime now) {
  const auto reading = wall_reading(host, word, now);
  if (reading.quality == TimeQuality::synchronised || word) return reading.wall;
  return std::nullopt;
}

std::optional<ServerWord> believed(const std::optional<ServerWord>& known, const ServerWord& heard) {
  if (heard.wall < kBeginning) return known;
  if (!known || heard.heard - known->heard >= kSoonAfter) return heard;
  const auto late_by = known->carried_to(heard.heard) - heard.wall;
  return late_by > Milliseconds{0} && late_by <= kLongestUnderWay ? known : heard;
}

WallReading BoxClock::read() const {
  const auto host = host_();
  const std::lock_guard lock(mutex_);
  return wall_reading(host, word_, steady_.now());
}

std::optional<UtcTime> BoxClock::told() const {
  const auto host = host_();
  const std::lock_guard lock(mutex_);
  return told_time(host, word_, steady_.now());
}

void BoxClock::hear(UtcTime server_now) {
  constexpr Milliseconds kWorthALine = std::chrono::seconds{2};
  const auto before = read().wall;
  {
    const std::lock_guard lock(mutex_);
    word_ = believed(word_, {server_now, steady_.now()});
  }
  const auto moved = read().wall - before;
  if (std::chrono::abs(moved) >= kWorthALine) spdlog::warn("clock: set by the gateway's time, by {} ms", moved.count());
}

std::optional<Milliseconds> BoxClock::newly_known() {
  const auto now = read();
  const auto steady = steady_.now();
  const std::lock_guard lock(mutex_);
  if (now.quality == TimeQuality::unset) {
    unknown_ = ServerWord{now.wall, steady};
    return std::nullopt;
  }
  const auto unknown = std::exchange(unknown_, std::nullopt);
  if (!unknown) return std::nullopt;
  return now.wall - unknown->carried_to(steady);
}

}  // namespace liftguard::monitor
