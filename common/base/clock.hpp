// The two clocks of the system, always handed in, never read in passing.
//
// SteadyClock measures waiting and never jumps. CivilClock gives the times that are written on orders; in production it
// is anchored to the database's time and steady in between. VirtualClock is both, and moves only when told.
// All three are safe to call from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace liftguard {

// Milliseconds since 1970 in UTC: the only form in which a civil time is kept, compared or sent.
using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;

struct SteadyEpoch {};
using SteadyTime = std::chrono::time_point<SteadyEpoch, std::chrono::microseconds>;

[[nodiscard]] constexpr UtcTime utc_from_ms(std::int64_t ms) {
  return UtcTime{Milliseconds{ms}};
}
[[nodiscard]] constexpr std::int64_t to_ms(UtcTime t) {
  return t.time_since_epoch().count();
}

class SteadyClock {
 public:
  virtual ~SteadyClock() = default;
  [[nodiscard]] virtual SteadyTime now() const = 0;
};

class CivilClock {
 public:
  virtual ~CivilClock() = default;
  [[nodiscard]] virtual UtcTime utc_now() const = 0;
};

// CLOCK_BOOTTIME: goes on during suspend, so that a limit is not late by the length of a nap.
class SystemSteadyClock final : public SteadyClock {
 public:
  [[nodiscard]] SteadyTime now() const override;
};

// A civil time taken once from a source (the database) and advanced by the steady clock.
class AnchoredCivilClock final : public CivilClock {
 public:
  AnchoredCivilClock(const SteadyClock& steady, UtcTime anchor);
  [[nodiscard]] UtcTime utc_now() const override;

  // Takes a new reading of the source. Returns by how much the source had moved against the steady clock.
  Milliseconds anchor(UtcTime source);

 private:
  const SteadyClock& steady_;
  std::atomic<std::int64_t> offset_ms_;  // civil minus steady
};

// The host's wall clock: for a box and for log lines, never for orders.
class WallClock final : public CivilClock {
 public:
  [[nodiscard]] UtcTime utc_now() const override;
};

class VirtualClock final : public SteadyClock, public CivilClock {
 public:
  explicit VirtualClock(UtcTime start) : start_(start) {}
  [[nodiscard]] SteadyTime now() const override { return SteadyTime{std::chrono::microseconds{elapsed_us_.load()}}; }
  [[nodiscard]] UtcTime utc_now() const override {
    return start_ + std::chrono::duration_cast<Milliseconds>(std::chrono::microseconds{elapsed_us_.load()});
  }
  void advance(std::chrono::microseconds by) { elapsed_us_ += by.count(); }
  void advance_to(UtcTime t) { elapsed_us_ = std::chrono::microseconds{t - start_}.count(); }

 private:
  UtcTime start_;
  std::atomic<std::int64_t> elapsed_us_{0};
};

}  // namespace liftguard
