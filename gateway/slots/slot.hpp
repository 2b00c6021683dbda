// One slot's session on one broker: connect, subscribe, announce, and again after a back-off whenever it is lost.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "common/base/clock.hpp"
#include "common/mqtt/client.hpp"
#include "gateway/slots/sessions.hpp"

namespace liftguard::gateway {

class Sessions::Slot final : public mqtt::Sink {
 public:
  Slot(Sessions& sessions, const Place& place, leases::Epoch epoch, const BrokerAccess& access);

  void offer(mqtt::Item item) noexcept override;  // on the broker's callback thread

  // The rest on the sessions' thread.
  void tend(SteadyTime now);  // connects when it is time, and may be
  void handle(const mqtt::Item& item, SteadyTime now);
  [[nodiscard]] bool ready() const { return state_ == State::ready; }
  [[nodiscard]] std::size_t unacknowledged() const { return client_.unacknowledged(); }

  // Nothing leaves while this process may not act.
  mqtt::PublishOutcome publish(mqtt::Publication publication);

 private:
  enum class State : std::uint8_t { down = 1, connecting = 2, subscribing = 3, ready = 4 };

  [[nodiscard]] bool may_connect() const;
  void connected(const mqtt::Connected& connected);
  void subscribed(const mqtt::Subscribed& subscribed, SteadyTime now);
  void lost(const mqtt::Lost& lost, SteadyTime now);
  void announce();
  void fail(const std::string& reason, SteadyTime now);

  Sessions& sessions_;
  const Place place_;
  const leases::Epoch epoch_;
  State state_ = State::down;
  std::size_t granted_ = 0;  // filters
  unsigned failures_ = 0;    // in a row
  bool was_ready_ = false;
  bool announced_ = false;
  SteadyTime retry_at_;
  std::optional<SteadyTime> taken_;     // when another client took the session over; it has not been made again since
  std::optional<SteadyTime> disputed_;  // when it was last made again after that
  mqtt::Client client_;
};

}  // namespace liftguard::gateway
