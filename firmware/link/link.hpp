// The session with the cloud as a pure state machine: (state, event, time) -> actions. It decides; whoever drives it
// connects, encodes and publishes, and tells it what came of that.
//
//   offline --(time of the next attempt)--> connecting --(connected)--> online --(lost, or given up)--> offline
//
// - Alarm records are sent at once and again after 1, 2, 4 ... at most 15 s until the *gateway* has confirmed them;
// time
//   that passes offline counts, so that everything unconfirmed goes out at once on a new connection, and again when a
//   gateway announces its start (a gateway that dies behind a living broker is not seen here otherwise: B5).
// - Lanes in strict priority: an event goes only when no alarm is due, bulk only when no event is. While an alarm waits
//   for its confirmation events trickle one at a time and bulk rests, so that a slow line is the alarm's (A6). After
//   kUnconfirmedAfter the line is not what the alarm waits for: bulk trickles too, a little every kBulkTrickle, so that
//   an alarm that never gets through starves nothing for ever.
// - Events and bulk go at a bounded rate with a bounded number of bytes in the air: however long the box was away, a
//   fresh alarm finds the line nearly empty, and a city of boxes that come back does not flood its gateway.
// - A broker that owes its acknowledgement of an alarm for 15 s is not there: new connection (A4). One that
//   acknowledges while nothing at all is confirmed gets a new connection after 60 s, then 120 s ..., in case the
//   subscription is what is broken; at the door for alarms after 15 s, since there is another one to try.
// - Where the broker has a door for alarms, doors.hpp says when it is used; what is said of losing a connection or of a
//   useless one holds for both doors.
// - Without an alarm that waits a connection may take minutes: behind the main door boxes queue after an outage, and
// who
//   gives up its place there has taken it from somebody else (F3).
// - "Sent but unconfirmed" for 15 s is a state that the heartbeat tells at once when it begins and ends (A12).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "common/base/clock.hpp"
#include "firmware/link/backlog.hpp"
#include "firmware/link/doors.hpp"
#include "firmware/link/flights.hpp"
#include "firmware/link/reconnect.hpp"

namespace liftguard::link {

struct Options {
  std::chrono::seconds heartbeat{20};
  // All together less than Mosquitto's Receive Maximum of 20: what is sent is on its way at once.
  LaneOptions alarm{Lane::alarm, {8, SIZE_MAX}, std::chrono::seconds(1), std::chrono::seconds(15), {}};
  // A burst of events that belong together goes at once; a week of them, and of rides, in minutes.
  LaneOptions event{Lane::event, {4, 8'192}, std::chrono::seconds(5), std::chrono::seconds(60), {8'192, 16'384}};
  LaneOptions bulk{Lane::bulk, {6, 8'192}, std::chrono::seconds(15), std::chrono::seconds(120), {8'192, 4'096}};
  AlarmDoor alarm_door = AlarmDoor::absent;
  std::uint32_t seed = 1;  // of the jitter
};

// An alarm unconfirmed this long after its first sending is said to be so.
inline constexpr std::chrono::seconds kUnconfirmedAfter{15};
inline constexpr std::chrono::seconds kBulkTrickle{15};
inline constexpr std::chrono::seconds kDeadAfter{15};     // without the broker's acknowledgement of an alarm
inline constexpr std::chrono::seconds kFirstRenewal{60};  // acknowledged, never confirmed
inline constexpr std::chrono::seconds kMostRenewal{600};
inline constexpr std::chrono::seconds kConnectPatience{20};  // for any answer to a connect, while an alarm waits
inline constexpr std::chrono::seconds kQueuePatience{180};   // ... while none does
inline constexpr std::chrono::seconds kPostpone{1};          // when the client's queue was full

// Events. What is said of a connection is said of the newest only: the driver drops what comes late from older ones.
struct TimeCame {};  // also the start
struct Appended {
  Lane lane = Lane::alarm;  // the highest of what was appended
};
struct Connected {};
struct ConnectionEnded {};  // failed or lost
struct Acknowledged {       // by the broker
  RecordKey key;
  bool refused_for_good = false;  // too large, say; a refusal by an access list may pass (A12) and is none
};
struct SendFailed {
  RecordKey key;
  bool for_good = false;  // cannot be encoded or is not taken; otherwise the queue was full
};
struct Confirmed {};   // the journal has taken a confirmation in
struct MarksReset {};  // ... or has lost its marks to a new database: anything may be unconfirmed again
struct GatewayStarted {
  std::uint64_t epoch = 0;
};
using Event = std::variant<TimeCame, Appended, Connected, ConnectionEnded, Acknowledged, SendFailed, Confirmed,
                           MarksReset, GatewayStarted>;

// Actions, to be carried out in order.
struct Connect {  // drop what there is, try anew
  Door door = Door::main;
};
struct Subscribe {};  // to the monitor's down and its slot's gateway
struct SendBirth {};
struct SendHeartbeat {};
struct Send {
  RecordKey key;
};
struct SetAside {  // on the alarm lane it is still tried, seldom; elsewhere the journal gives it up
  RecordKey key;
};
using Action = std::variant<Connect, Subscribe, SendBirth, SendHeartbeat, Send, SetAside>;
using Actions = std::vector<Action>;

struct Status {
  bool online = false;
  std::size_t sent_unconfirmed = 0;                             // alarms first sent kUnconfirmedAfter ago or earlier
  std::optional<std::chrono::microseconds> oldest_unconfirmed;  // since its first sending
  std::size_t set_aside = 0;
};

class Link {
 public:
  // `backlog` must outlive it.
  Link(const Options& options, const Backlog& backlog);

  [[nodiscard]] Actions step(const Event& event, SteadyTime now);

  // When to come back with TimeCame if nothing else happens before.
  [[nodiscard]] SteadyTime wake_at() const;

  [[nodiscard]] Status status(SteadyTime now) const;

 private:
  enum class Phase : std::uint8_t { offline, connecting, online };

  void take(const TimeCame&, SteadyTime, Actions&) {}
  void take(const Appended& event, SteadyTime now, Actions& out);
  void take(const Connected& event, SteadyTime now, Actions& out);
  void take(const ConnectionEnded& event, SteadyTime now, Actions& out);
  void take(const Acknowledged& event, SteadyTime now, Actions& out);
  void take(const SendFailed& event, SteadyTime now, Actions& out);
  void take(const Confirmed& event, SteadyTime now, Actions& out);
  void take(const MarksReset& event, SteadyTime now, Actions& out);
  void take(const GatewayStarted& event, SteadyTime now, Actions& out);

  void pass_time(SteadyTime now, Actions& out);
  void go_offline(SteadyTime now);
  void send_due(SteadyTime now, Actions& out);
  void send_lane(Flights& lane, const Window& window, SteadyTime now, Actions& out);
  void trickle_bulk(SteadyTime now, Actions& out);
  [[nodiscard]] SteadyTime next_trickle() const;
  [[nodiscard]] bool connection_is_useless(SteadyTime now) const { return now >= useless_at(); }
  [[nodiscard]] SteadyTime useless_at() const;         // of the connection, if nothing is heard until then
  [[nodiscard]] std::chrono::seconds renewal() const;  // acknowledged, never confirmed: how long at this door
  // Other lanes to an alarm in the air; and the door for alarms is for alarms.
  [[nodiscard]] bool yields() const { return alarm_.in_window() > 0 || doors_.current() == Door::alarm; }
  [[nodiscard]] bool alarm_waits() const { return backlog_.unconfirmed(Lane::alarm) > 0; }
  [[nodiscard]] Doors::Pressing pressing() const;  // an alarm waits that was not set aside
  [[nodiscard]] std::optional<SteadyTime> leave_at() const;
  [[nodiscard]] SteadyTime patience_ends() const;  // connecting
  [[nodiscard]] Flights& flights(Lane lane);

  Options options_;
  const Backlog& backlog_;
  Reconnect reconnect_;
  Doors doors_;
  Flights alarm_, event_, bulk_;
  Phase phase_ = Phase::offline;
  SteadyTime next_attempt_{};    // offline
  SteadyTime phase_since_{};     // connecting, online
  SteadyTime next_heartbeat_{};  // online
  SteadyTime confirmed_at_{};    // when anything was confirmed last
  SteadyTime trickled_at_{};     // bulk, while an alarm waited
  std::chrono::seconds renewal_ = kFirstRenewal;
  std::uint64_t epoch_ = 0;
  bool said_unconfirmed_ = false;
};

}  // namespace liftguard::link
