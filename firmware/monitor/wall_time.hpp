// What time it is, as well as this box can know it (fault rows D3, D5): the host's clock where the kernel says that it
// is disciplined (NTP); else the gateway's last word, carried on by the steady clock; else the host's clock as it runs.
// The host's clock is never set, and the steady clock never touched: what was stamped before the time was known is
// dated by its uptime.
//
// Threats: only the gateway may publish on a box's `down`, and retained messages are ignored (downlink). A word that
// was long under way only makes the box late, never early, and the next connection brings a better one.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>

#include "common/base/clock.hpp"
#include "common/wire/stamp.hpp"

namespace liftguard::monitor {

// This project's beginning, 2026-01-01: a clock before it was never set.
inline constexpr auto kBeginning = utc_from_ms(1'767'225'600'000);

struct HostTime {
  UtcTime wall{};
  bool disciplined = false;
};

// What adjtimex(2) has answered.
struct KernelAnswer {
  int state = -1;  // what it returned: TIME_OK .. TIME_ERROR, or -1 where it was refused, by a sandbox, say
  int status = 0;  // its STA_ flags; nothing was written there where it was refused
};

// Pure.
[[nodiscard]] bool is_disciplined(const KernelAnswer& answer);

// Of this machine, now.
[[nodiscard]] HostTime host_time();

// The gateway said `wall` when the steady clock stood at `heard`.
struct ServerWord {
  UtcTime wall{};
  SteadyTime heard{};

  [[nodiscard]] UtcTime carried_to(SteadyTime now) const {
    return wall + std::chrono::duration_cast<Milliseconds>(now - heard);
  }
  bool operator==(const ServerWord&) const = default;
};

// A crystal that is off by 100 parts in a million, which is a bad one, loses 8.6 s in this time.
inline constexpr std::chrono::hours kWordIsFresh{24};

// Of two words that came soon after one another the later time is nearer the truth: the other was longer under way.
inline constexpr std::chrono::minutes kSoonAfter{10};
inline constexpr std::chrono::seconds kLongestUnderWay{30};

struct WallReading {
  UtcTime wall{};
  wire::TimeQuality quality = wire::TimeQuality::unset;

  bool operator==(const WallReading&) const = default;
};

// Pure.
[[nodiscard]] WallReading wall_reading(const HostTime& host, const std::optional<ServerWord>& word, SteadyTime now);
// The time as somebody has told it who knows: NTP, or the gateway since this start, however long ago: a certificate's
// dates are not a matter of minutes. None where only the host's own clock speaks, which may be years off.
[[nodiscard]] std::optional<UtcTime> told_time(const HostTime& host, const std::optional<ServerWord>& word,
                                               SteadyTime now);
[[nodiscard]] std::optional<ServerWord> believed(const std::optional<ServerWord>& known, const ServerWord& heard);

// Any thread.
class BoxClock final : public CivilClock {
 public:
  // `steady` must outlive it.
  explicit BoxClock(const SteadyClock& steady, std::function<HostTime()> host = host_time)
      : steady_(steady), host_(std::move(host)) {}

  [[nodiscard]] UtcTime utc_now() const override { return read().wall; }
  [[nodiscard]] wire::TimeQuality quality() const { return read().quality; }
  [[nodiscard]] WallReading read() const;
  [[nodiscard]] std::optional<UtcTime> told() const;  // told_time() of now

  void hear(UtcTime server_now);

  // To be called about once a second. Once after the time became known: by how much what was stamped before has to be
  // moved.
  [[nodiscard]] std::optional<Milliseconds> newly_known();

 private:
  const SteadyClock& steady_;
  const std::function<HostTime()> host_;
  mutable std::mutex mutex_;
  std::optional<ServerWord> word_;     // under the mutex, as what follows
  std::optional<ServerWord> unknown_;  // what the clock said when it was not to be believed
};

}  // namespace liftguard::monitor
