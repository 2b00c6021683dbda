// How much one box may send (spec/faults.md, targets: "flood accepted from one identity"). A box that sends more than
// its share is throttled: the message is dropped and counted, and the box sends it again. It is never disconnected.
//
// The alarm lane has a share of its own and is not dropped for passing it: a box that raises more alarms than a car can
// have keeps only as many waiting as the queue's reserve grants it (intake.hpp), so that its own newest alarms are what
// waits. Pure: times are handed in. For one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/clock.hpp"

namespace liftguard::gateway {

struct RateLimits {
  double messages_per_second = 50;
  double bytes_per_second = 64.0 * 1024;
  double alarms_per_second = 5;

  // What a box that was quiet for as long may send at once: the backlog of an outage is no flood.
  std::chrono::seconds burst{40};
};

enum class RateClass : std::uint8_t { alarm = 1, other = 2 };

class RateLimit {
 public:
  explicit RateLimit(const RateLimits& limits = {}) : limits_(limits) {}

  // Is this message within what `box` may send? One that is not takes nothing from its share.
  [[nodiscard]] bool admit(std::string_view box, RateClass what, std::size_t bytes, SteadyTime now);

  [[nodiscard]] std::size_t remembered() const { return recent_.size() + before_.size(); }

 private:
  // Seconds' worth of each share that is left, at most the burst.
  struct Share {
    double messages, bytes, alarms;
    SteadyTime at;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Shares = std::unordered_map<std::string, Share, Hash, std::equal_to<>>;

  Share& share_of(std::string_view box, SteadyTime now);
  void forget_quiet_boxes(SteadyTime now);

  const RateLimits limits_;
  // Whoever was quiet for a whole burst has its full share again and need not be remembered: two generations, each a
  // burst long.
  Shares recent_, before_;
  SteadyTime generation_{};
};

}  // namespace liftguard::gateway
