// Some boxes behind one connection: they number their records, send them, and send them again until the gateway's
// confirmation has come, as real ones do. Sends as fast as a window of unconfirmed records allows, or at a pace.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/base/clock.hpp"
#include "common/wire/down.hpp"
#include "schemas/event_kind.hpp"
#include "tests/bench/gateway/link.hpp"

namespace liftguard::bench {

using BenchClock = std::chrono::steady_clock;

// How a talker learns that what it sent has arrived.
enum class Feedback : std::uint8_t {
  confirmations = 1,  // of the gateway: in the database
  counting = 2,       // of a subscriber that only counts (counter.hpp), for the limit that the broker sets
  plain = 3,          // JSON there, the number alone back: for whoever does not speak the boxes' language
};

struct TalkerOptions {
  std::string client_id;
  std::vector<std::string> monitors;
  Lane lane = Lane::event;
  std::uint64_t journal = 1;
  std::optional<double> per_second{};  // not set: as fast as `window` allows
  std::size_t window = 500;            // unconfirmed records
  Feedback feedback = Feedback::confirmations;
  UtcTime start{};
  BenchClock::time_point measure_from{}, measure_until{};  // what is confirmed between them is counted
};

// Shared with the counters: how much was sent by all talkers, and how much of it was counted.
struct Tally {
  std::atomic<std::uint64_t> sent{0};
  std::atomic<std::uint64_t> counted{0};
};

struct TalkerResult {
  std::uint64_t sent = 0;       // first sendings within the measured time
  std::uint64_t confirmed = 0;  // within the measured time
  std::uint64_t resent = 0;
  std::uint64_t unconfirmed = 0;     // in the end
  std::vector<double> latencies_ms;  // first sending to confirmation, of what was confirmed within the measured time
};

class Talker {
 public:
  Talker(const Door& door, TalkerOptions options, Tally& tally);

  // Until the end of the measured time; then waits, without sending anything new, at most 10 s for what is unconfirmed.
  TalkerResult run();

 private:
  struct Sent {
    BenchClock::time_point first, last;
    bool confirmed = false;
  };
  struct Box {
    std::string monitor, topic;
    std::uint64_t next_seq = 1;
    std::uint64_t oldest = 1;  // seq of outstanding.front()
    std::deque<Sent> outstanding;
  };

  void send_what_is_due();
  [[nodiscard]] bool may_send() const;
  void send_next();
  void resend_late();
  void hear(std::string_view topic, std::string_view payload);
  void take(Box& box, const wire::LaneMark& mark);
  void take_plain(Box& box, std::string_view number);
  void arrived(Sent& sent);
  [[nodiscard]] std::string payload(const Box& box, std::uint64_t seq) const;
  [[nodiscard]] bool measuring() const { return now_ >= options_.measure_from && now_ < options_.measure_until; }

  TalkerOptions options_;
  Tally& tally_;
  Link link_;
  std::vector<Box> boxes_;
  std::unordered_map<std::string, std::size_t> box_of_topic_;  // by the topic on which it is confirmed
  std::size_t next_box_ = 0;
  std::uint64_t outstanding_ = 0;
  std::uint64_t paced_ = 0;
  BenchClock::time_point begun_, now_, looked_;
  TalkerResult result_;
};

}  // namespace liftguard::bench
