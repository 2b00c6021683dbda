// The records of one lane that were sent and not yet confirmed: when each is sent again, and which are set aside
// because they do not get through while others do (fault row A11).
//
// A lane comes through a new path in its order (A3). A broker that has come back empty acknowledges what it then throws
// away, until the gateway has subscribed again; so a record that goes takes along the elder ones, unless they went on
// this path after something that came through.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/clock.hpp"
#include "firmware/link/backlog.hpp"
#include "firmware/link/pace.hpp"

namespace liftguard::link {

// How much of a lane may be in the air.
struct Window {
  std::size_t records = 0;
  std::size_t bytes = 0;  // a single record may be larger
};

struct LaneOptions {
  Lane lane = Lane::alarm;
  Window window{8, SIZE_MAX};            // what waits for confirmation at a time
  std::chrono::seconds first_resend{1};  // doubles with every try
  std::chrono::seconds max_resend{15};
  Rate rate{};  // of sending and sending again
};

// What a record takes on the wire beyond its own bytes: envelope, topic, MQTT, TLS and TCP/IP headers, rounded up.
inline constexpr std::size_t kWireOverhead = 250;

// A record is set aside after this many sendings each of which was overtaken: something sent after it was confirmed, it
// was not. (An outage overtakes nothing.) And after so many tries where it is refused for good.
inline constexpr unsigned kOvertakenBeforeAside = 8;
inline constexpr unsigned kTriesBeforeAside = 5;
inline constexpr std::chrono::minutes kAsideResend{1};

class Flights {
 public:
  explicit Flights(const LaneOptions& options) : options_(options), pace_(options.rate) {}

  // Those to be sent now, as the lane's rate allows; younger ones are taken from the backlog as there is room in the
  // window.
  [[nodiscard]] std::vector<RecordKey> take_due(const Backlog& backlog, const Window& window, SteadyTime now);

  // Reconnected, or a gateway announced itself: timers start anew, and the path has to prove itself again.
  void send_all_at(SteadyTime when);
  void start_over();  // what waits may have changed altogether: look through the backlog again
  void forget_confirmed(const Backlog& backlog);

  void acknowledged(const RecordKey& key);                 // by the broker: the path is alive, nothing more
  void refused(const RecordKey& key);                      // by the broker or before it: this try has failed
  void postponed(const RecordKey& key, SteadyTime until);  // could not be sent at all: no try

  // Newly set aside since the last call. On the alarm lane they go on at kAsideResend, beside the window.
  [[nodiscard]] std::vector<RecordKey> take_set_aside();

  // When take_due() has something, as far as that depends on the time alone.
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
    std::size_t bytes = 0;    // on the wire
    std::uint64_t order = 0;  // of the latest sending; 0: it did not come about
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
  void went(Flight& flight, SteadyTime now);
  void sent(Flight& flight, SteadyTime now);
  [[nodiscard]] bool has_room(const Window& window) const;
  void send_again(SteadyTime now, std::vector<RecordKey>& out);
  void take_elders_along(std::size_t elders, SteadyTime now, std::vector<RecordKey>& out);
  void send_more(const Backlog& backlog, const Window& window, SteadyTime now, std::vector<RecordKey>& out);

  LaneOptions options_;
  Pace pace_;
  bool held_back_ = false;          // the rate alone kept a younger one from being taken
  std::vector<Flight> flights_;     // in order of first sending
  std::optional<RecordKey> taken_;  // the youngest ever taken from the backlog
  std::uint64_t next_order_ = 1;
  std::uint64_t turn_begins_ = 1;              // the first sending of this turn
  std::uint64_t path_begins_ = 1;              // the first sending on this path
  std::optional<std::uint64_t> came_through_;  // the earliest sending on it that was confirmed
  std::vector<RecordKey> newly_aside_;
};

}  // namespace liftguard::link
