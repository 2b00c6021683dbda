// AC-10: wrong passwords slow a log-in down, by account and by source, so that guessing is hopeless and a stranger who
// knows a public log-in name cannot lock its owner out. Pure: counters and a time in, a wait out.
#pragma once

#include <chrono>
#include <cstdint>

#include "common/base/clock.hpp"

namespace liftguard::accounts {

// Failures under one key within its window. A window begins with its first failure.
struct Failures {
  int count = 0;
  UtcTime began;
  UtcTime last;
};
inline constexpr std::chrono::hours kFailureWindow{24};

// A device that has logged in to this very account before brings a token; it is counted by itself.
enum class Device : std::uint8_t { unknown, known };

struct LogInPressure {
  Failures pair;     // this account from this source (or from this known device)
  Failures account;  // this account from unknown devices, wherever they are
  Failures source;   // this source, whatever the account
  Device device = Device::unknown;
};

// Free tries, then a wait that doubles from 1 s up to `longest`. `most` failures end it for the rest of the window.
struct SlowDown {
  int free = 0;
  std::chrono::seconds longest{0};
  int most = 0;
};
inline constexpr SlowDown kPairRule{4, std::chrono::minutes{15}, 60};
inline constexpr SlowDown kAccountRule{20, std::chrono::minutes{5}, 100};            // H5: at most 100 a day
inline constexpr SlowDown kSourceRule{50, std::chrono::seconds{30}, 1'000'000'000};  // a company behind one address

// How long from `now` until the next try is taken; zero: at once. A known device waits by `pair` alone.
[[nodiscard]] std::chrono::milliseconds wait_before_try(const LogInPressure& pressure, UtcTime now);
[[nodiscard]] std::chrono::milliseconds wait_under(const SlowDown& rule, const Failures& failures, UtcTime now);

// The counter after one more failure at `now`.
[[nodiscard]] Failures with_one_more(const Failures& failures, UtcTime now);

}  // namespace liftguard::accounts
