// The bounded queues between the broker's callback and the writer, one a lane and one for presence.
//
// The callback never waits: what a full queue cannot take is dropped and counted, and the box sends it again. The alarm
// queue keeps its last quarter, of messages and of bytes, for boxes that have little in it, so that one box's flood of
// alarms leaves room for everybody else's first (fault row E16).
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/ingest/admission.hpp"
#include "gateway/ingest/rate_limit.hpp"

namespace liftguard::gateway {

// In the order in which the writer takes them.
enum class Queue : std::uint8_t { alarm = 0, state = 1, event = 2, bulk = 3 };
inline constexpr std::size_t kQueues = 4;

// By the end of the topic alone; whatever is none of ours goes with the bulk.
[[nodiscard]] Queue queue_of(std::string_view topic);

enum class Wanted : std::uint8_t { all = 1, alarms = 2 };

struct QueueLimits {
  std::size_t messages = 8'192;
  std::size_t bytes = std::size_t{16} * 1024 * 1024;
};

struct IntakeCounts {
  std::array<std::uint64_t, kQueues> received{};
  std::array<std::uint64_t, kQueues> dropped{};    // no room
  std::array<std::uint64_t, kQueues> throttled{};  // beyond what one box may send
  std::array<std::uint64_t, kQueues> waiting{};    // at this moment
  std::array<std::uint64_t, kQueues> bytes{};      // of their payloads
};

class Intake {
 public:
  explicit Intake(const QueueLimits& limits = {}) : limits_(limits) {}

  // Before the first offer: one box may send so much (rate_limit.hpp). Without, as much as there is room for.
  void limit(const RateLimits& rates, const SteadyClock& steady);

  // Any thread; never waits for a reader. A payload that is too large to be accepted is kept up to wire::kMaxUpBytes.
  void offer(const Origin& origin, std::string topic, std::string payload);

  // At most `max`, all alarms there are before anything else; waits at most `patience` for the first. Alarms come
  // alone, so that their commit is short, except that every few takes the others get their turn.
  [[nodiscard]] std::vector<Incoming> take(std::size_t max, std::chrono::milliseconds patience,
                                           Wanted wanted = Wanted::all);

  [[nodiscard]] bool alarm_waiting() const;
  [[nodiscard]] bool empty() const;
  [[nodiscard]] IntakeCounts counts() const;
  void wake();  // ends a wait

 private:
  struct Line {
    std::deque<Incoming> messages;
    std::size_t bytes = 0;
  };

  enum class Share : std::uint8_t { within = 1, beyond = 2 };

  // What a box has in the alarm queue.
  struct Own {
    std::size_t messages = 0;
    std::size_t bytes = 0;
  };

  [[nodiscard]] Share share_of(Queue queue, const Incoming& incoming);
  [[nodiscard]] bool has_room(Queue queue, const Incoming& incoming, Share share) const;
  [[nodiscard]] bool all_empty() const;
  void move_out(Queue queue, std::size_t max, std::vector<Incoming>& taken);

  const QueueLimits limits_;
  const SteadyClock* steady_ = nullptr;
  std::optional<RateLimit> rates_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::array<Line, kQueues> lines_;
  std::map<std::string, Own, std::less<>> alarms_by_topic_;
  IntakeCounts counts_;
  unsigned alarm_takes_ = 0;  // in a row
  bool woken_ = false;
};

}  // namespace liftguard::gateway
