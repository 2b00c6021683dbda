// The records of one lane that were sent and not yet confirmed: when each is sent again, and which are set aside
// because they do not get through while others do (fault row A11).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/clock.hpp"
#include "firmware/link/backlog.hpp"

namespace liftguard::link {

struct LaneOptions {
  Lane lane = Lane::alarm;
  std::size_t window = 32;               // records that wait for confirmation at a time
  std::chrono::seconds first_resend{1};  // doubles with every try
  std::chrono::seconds max_resend{15};
};

// A record is set aside after this many sendings each of which was overtaken: something sent after it was confirmed, it
// was not. (An outage overtakes nothing.) And after so many tries where it is refused for good.
inline constexpr unsigned kOvertakenBeforeAside = 8;
inline constexpr unsigned kTriesBeforeAside = 5;
inline constexpr std::chrono::minutes kAsideResend{1};

class Flights {
 public:
  explicit Flights(const LaneOptions& options) : options_(options) {}

  // Those to be sent now, at most `window` of them in the air; younger ones are taken from the backlog as there is
  // room.
  [[nodiscard]] std::vector<RecordKey> take_due(const Backlog& backlog, std::size_t window, SteadyTime now);

  void send_all_at(SteadyTime when);  // reconnected, or a gateway announced itself: timers start anew
  void start_over();                  // what waits may have changed altogether: look through the backlog again
  void forget_confirmed(const Backlog& backlog);

  void acknowledged(const RecordKey& key);                 // by the broker: the path is alive, nothing more
  void refused(const RecordKey& key);                      // by the broker or before it: this try has failed
  void postponed(const RecordKey& key, SteadyTime until);  // could not be sent at all: no try

  // Newly set aside since the last call. On the alarm lane they go on at kAsideResend, beside the window.
  [[nodiscard]] std::vector<RecordKey> take_set_aside();

  [[nodiscard]] std::optional<SteadyTime> next_due() const;

  [[nodiscard]] std::size_t in_window() const;  // sent, waiting, not set aside
  [[nodiscard]] std::size_t set_aside() const { return flights_.size() - in_window(); }
  [[nodiscard]] std::optional<SteadyTime> oldest_first_sent() const;
  [[nodiscard]] std::optional<SteadyTime> oldest_in_window() const;  // the same without those set aside
  [[nodiscard]] std::size_t first_sent_before(SteadyTime when) const;
  // Since when the broker owes an acknowledgement: a connection that takes and never answers is dead (A4).
  [[nodiscard]] std::optional<SteadyTime> unacknowledged_since() const;

 private:
  struct Flight {
    RecordKey key;
    std::uint64_t order = 0;  // of the latest sending
    SteadyTime first_sent;
    SteadyTime next_send;
    unsigned tries = 0;
    std::chrono::seconds resend{0};
    unsigned overtaken = 0;  // sendings
    bool latest_overtaken = false;
    bool refused = false;
    bool aside = false;
    std::optional<SteadyTime> unacknowledged_since;
  };
  [[nodiscard]] Flight* find(const RecordKey& key);
  void sent(Flight& flight, SteadyTime now);

  LaneOptions options_;
  std::vector<Flight> flights_;     // in order of first sending
  std::optional<RecordKey> taken_;  // the youngest ever taken from the backlog
  std::uint64_t next_order_ = 1;
  std::vector<RecordKey> newly_aside_;
};

}  // namespace liftguard::link
