// What a run counts and measures. One tally a shard, added up for a report.
#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "schemas/event_kind.hpp"

namespace liftguard::fleet {

// Durations in classes of 1/32 of their power of two: percentiles are true to 3 %, whatever their number.
class Durations {
 public:
  void add(std::chrono::microseconds duration);
  void add(const Durations& other);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::chrono::microseconds percentile(double share) const;  // 0 .. 1; 0 of none
  [[nodiscard]] std::chrono::microseconds most() const { return most_; }

 private:
  static constexpr unsigned kBits = 5;
  std::vector<std::uint32_t> classes_;
  std::uint64_t count_ = 0;
  std::chrono::microseconds most_{};
};

struct Tally {
  std::uint64_t connects = 0, handshakes = 0, refused = 0, lost = 0, alarm_door = 0;
  std::uint64_t sent = 0, acknowledged = 0, down = 0, malformed = 0, extra = 0, flood = 0;
  std::array<std::uint64_t, 3> raised{}, confirmed{}, journal_full{};  // by lane
  std::uint64_t trapped = 0, recovered = 0;
  std::map<std::string, std::uint64_t> endings;  // why connections were lost or not made; few kinds
  Durations handshake;                           // begin of a connection to the broker's CONNACK
  Durations alarm_live;     // trapped in the journal to its confirmation, of boxes that were online then
  Durations alarm_pending;  // ... of boxes that were not
  Durations others;         // records of the other lanes, of boxes that were online
  Durations back;           // cut to online again

  void add(const Tally& other);
};

// Of this moment, beside what a tally has counted.
struct Standing {
  std::uint64_t boxes = 0, online = 0, at_alarm_door = 0, cut = 0;  // cut by a storm and not back
  std::array<std::uint64_t, 3> unconfirmed{};
};

// One line of JSON. Durations in milliseconds with three decimals.
[[nodiscard]] std::string to_json(const Tally& tally, const Standing& standing, double elapsed_s);

}  // namespace liftguard::fleet
