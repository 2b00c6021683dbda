// The gateway's MQTT sessions, one a slot (architecture: topics). Each has the client id `gateway-<slot>` and a
// persistent session at the broker, so that order per monitor is kept and a successor inherits the queue.
//
// Records go from the broker's callback straight into the intake; everything else that happens to the sessions is
// handled on the one thread that runs them, and confirmations leave by it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/clock.hpp"
#include "common/mqtt/client.hpp"
#include "common/wire/down.hpp"
#include "gateway/fault_points.hpp"
#include "gateway/ingest/batch.hpp"
#include "gateway/ingest/intake.hpp"

namespace liftguard::gateway {

struct SessionsOptions {
  std::string uri;  // ssl://host:port
  mqtt::Tls tls;
  std::vector<std::uint8_t> slots;
  wire::GatewayEpoch epoch;  // announced on every slot, so that boxes resend at once (B5)
};

class Sessions {
 public:
  // References are kept.
  Sessions(SessionsOptions options, Intake& intake, const SteadyClock& steady, const FaultPoints& faults);
  ~Sessions();
  Sessions(const Sessions&) = delete;
  Sessions& operator=(const Sessions&) = delete;

  // Connects all slots at once and keeps them connected. Ends without a DISCONNECT: there is no will to hold back, and
  // the broker keeps the sessions either way.
  void run(const std::stop_token& stop);

  // Any thread. A newer confirmation of the same journal takes the place of one that has not left yet; what cannot be
  // sent is dropped: the box sends its record again and is confirmed again.
  void confirm(const std::vector<Confirmation>& confirmations);
  void send_time(const std::string& monitor, UtcTime now);

  // Is the monitor's slot one of this gateway's? Any thread.
  [[nodiscard]] bool serves(std::string_view monitor) const;

  // Any thread. What no confirmation makes up for when it is lost: handed over with QoS 1, in the order of the calls,
  // as soon as the monitor's slot has a session, or not at all when it has none for 30 s. False: it is no slot of this
  // gateway's, or too much waits already; nothing was taken.
  [[nodiscard]] bool send_down(const std::string& monitor, const wire::Down& down);

  // Subscribed on every slot at least once since the start.
  [[nodiscard]] bool ready() const { return subscribed_once_ == slots_.size(); }

 private:
  class Slot;
  struct Event {
    std::size_t index;
    mqtt::Item item;
  };
  struct Trouble {
    std::size_t failures = 0;     // sessions lost or not made
    std::size_t forgotten = 0;    // sessions that the broker no longer knew (A2)
    std::size_t undelivered = 0;  // of send_down: no session for too long
    std::string reason;           // of the last failure
  };
  struct Letter {
    std::size_t index;  // of its slot
    SteadyTime since;
    std::string topic;
    std::string payload;
  };
  using Journal = std::pair<std::string, std::uint64_t>;

  void note(std::size_t index, mqtt::Item item) noexcept;
  void wait_for_work(const std::stop_token& stop);
  void handle(const Event& event);
  void report_trouble();
  void send_waiting();
  void send_letters();
  [[nodiscard]] bool hand_over(const Letter& letter);
  void publish_down(const std::string& monitor, const wire::Down& down);

  SessionsOptions options_;
  Intake& intake_;
  const SteadyClock& steady_;
  const FaultPoints& faults_;
  std::map<std::uint8_t, std::size_t> index_of_slot_;
  std::atomic<std::size_t> subscribed_once_{0};
  Trouble trouble_;  // since the last report
  SteadyTime reported_;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Event> events_;
  std::map<Journal, wire::Confirm> confirms_;
  std::map<std::string, UtcTime> times_;
  std::deque<Letter> letters_;    // given to send_down
  std::size_t letter_bytes_ = 0;  // of all that wait, in letters_ and waiting_

  std::deque<Letter> waiting_;  // taken out of letters_, for the sessions' thread alone

  // Last, and so the first to go: until then the clients of the slots report into what stands above.
  std::vector<std::unique_ptr<Slot>> slots_;
};

}  // namespace liftguard::gateway
