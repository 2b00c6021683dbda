// The gateway's MQTT sessions: one a slot that it holds, on the broker of all boxes and, where there is one, on the
// broker of boxes that have an alarm unconfirmed (architecture: topics, scaling out). Each has the client id
// `gateway-<slot>` and a persistent session, so that order per monitor is kept and a successor inherits the queue.
//
// Slots come and go while it runs, as gateway/leases says. Nothing is sent and no connection made while this process
// may not act. A session that another client took over is made again only if the lease is granted anew after that: of
// two gateways that believe in the same slot, the one that has lost it gives way, and they do not fight.
//
// Records go from the broker's callback straight into the intake; everything else that happens to the sessions is
// handled on the one thread that runs them, and confirmations leave by it.
#pragma once

#include <array>
#include <atomic>
#include <compare>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "common/base/clock.hpp"
#include "common/mqtt/client.hpp"
#include "common/wire/down.hpp"
#include "gateway/fault_points.hpp"
#include "gateway/ingest/batch.hpp"
#include "gateway/ingest/intake.hpp"
#include "gateway/leases/holdings.hpp"
#include "gateway/slots/broker_access.hpp"
#include "gateway/slots/session_tally.hpp"

namespace liftguard::gateway {

struct SessionsOptions {
  BrokerAccess main;
  std::optional<BrokerAccess> alarm;
  std::uint64_t incarnation =
      0;  // of the database; announced with each slot's epoch, so that boxes resend at once (B5)
};

class Sessions {
 public:
  // References are kept.
  Sessions(SessionsOptions options, const leases::Holdings& holdings, Intake& intake, const SteadyClock& steady,
           const FaultPoints& faults);
  ~Sessions();
  Sessions(const Sessions&) = delete;
  Sessions& operator=(const Sessions&) = delete;

  // Keeps the slots that it was given connected; lets go of all at the end.
  void run(const std::stop_token& stop);

  // Any thread. A slot is let go of once nothing of it can come in or go out any more; what was still to be sent has
  // been handed to the broker by then, or is given up.
  void take_up(std::uint8_t slot, leases::Epoch epoch);
  void let_go(std::uint8_t slot);
  [[nodiscard]] bool has_let_go(std::uint8_t slot) const { return !open_[slot]; }

  // Any thread. A newer confirmation of the same journal takes the place of one that has not left yet; what cannot be
  // sent is dropped: the box sends its record again and is confirmed again.
  void confirm(const std::vector<Confirmation>& confirmations);
  void send_time(const std::string& monitor, UtcTime now);

  // Any thread. By which broker the monitor is to be spoken to from now on.
  void heard(const std::string& monitor, Broker broker);

  // Is the monitor's slot held, and may this process act? Any thread.
  [[nodiscard]] bool serves(std::string_view monitor) const { return holdings_.serves(monitor); }

  // Any thread. What no confirmation makes up for when it is lost: handed over with QoS 1, in the order of the calls,
  // as soon as the monitor's slot has a session, or not at all when it has none for 30 s. False: its slot is not this
  // gateway's, or too much waits already; nothing was taken.
  [[nodiscard]] bool send_down(const std::string& monitor, const wire::Down& down);

  // Every slot that it was given is subscribed on the main broker. Any thread.
  [[nodiscard]] bool ready() const { return ready_; }

  // Any thread.
  [[nodiscard]] const SessionTally& tally(Broker broker) const { return tallies_[static_cast<std::size_t>(broker)]; }
  [[nodiscard]] bool has_alarm_broker() const { return options_.alarm.has_value(); }

  // The slots whose session on the main broker has stood all the time since the last call. Any thread, but one alone.
  [[nodiscard]] leases::SlotSet heard() { return up_.load() & ~broken_.exchange(0); }

 private:
  class Slot;
  struct Place {
    std::uint8_t slot = 0;
    Broker broker = Broker::main;

    auto operator<=>(const Place&) const = default;
  };
  struct Event {
    Place place;
    mqtt::Item item;
  };
  struct Request {
    std::uint8_t slot = 0;
    leases::Epoch epoch = 0;  // 0: to let go
  };
  struct Trouble {
    std::size_t failures = 0;     // sessions lost or not made
    std::size_t forgotten = 0;    // sessions that the broker no longer knew (A2)
    std::size_t disputed = 0;     // sessions that another client took, although their slots are ours
    std::size_t undelivered = 0;  // of send_down: no session for too long
    std::string reason;           // of the last failure
  };
  struct Letter {
    Place place;
    SteadyTime since;
    std::string topic;
    std::string payload;
  };
  struct Waiting {
    wire::Confirm confirm;
    Broker broker = Broker::main;
  };
  struct Greeting {
    UtcTime now;
    SteadyTime since;  // when it was that time
  };
  using Journal = std::pair<std::string, std::uint64_t>;

  void note(const Place& place, mqtt::Item item) noexcept;
  void wait_for_work(const std::stop_token& stop);
  void follow_requests();
  void open(const Request& request);
  void close(std::uint8_t slot);
  void forget(std::uint8_t slot);
  void handle(const Event& event);
  void note_readiness();
  void take_stock();
  [[nodiscard]] SessionTally& tally_of(const Place& place) { return tallies_[static_cast<std::size_t>(place.broker)]; }
  void report_trouble();
  void send_waiting();
  void send_letters();
  [[nodiscard]] Slot* find(const Place& place);
  [[nodiscard]] Place place_of(const std::string& monitor) const;  // locked
  [[nodiscard]] bool hand_over(const Letter& letter);
  [[nodiscard]] bool publish_down(const Place& place, const std::string& monitor, const wire::Down& down);

  SessionsOptions options_;
  const leases::Holdings& holdings_;
  Intake& intake_;
  const SteadyClock& steady_;
  const FaultPoints& faults_;
  std::atomic<bool> ready_{true};
  std::atomic<std::uint64_t> up_{0};      // slots, a bit each: their session stands
  std::atomic<std::uint64_t> broken_{0};  // it did not, at some time since heard() was asked
  std::array<std::atomic<bool>, wire::kSlots> open_{};
  std::array<SessionTally, 2> tallies_{};  // by broker
  Trouble trouble_;                        // since the last report
  SteadyTime reported_;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Request> requests_;
  std::deque<Event> events_;
  std::map<Journal, Waiting> confirms_;
  std::map<std::string, Greeting> greetings_;
  std::set<std::string> at_alarm_broker_;  // monitors heard there last
  std::deque<Letter> letters_;             // given to send_down
  std::size_t letter_bytes_ = 0;           // of all that wait, in letters_ and waiting_

  std::deque<Letter> waiting_;  // taken out of letters_, for the sessions' thread alone

  // Last, and so the first to go: until then the clients of the slots report into what stands above.
  std::map<Place, std::unique_ptr<Slot>> slots_;
};

}  // namespace liftguard::gateway
