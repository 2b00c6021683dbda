// One slot's session: connect, subscribe, announce, and again after a back-off whenever it is lost.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "common/base/clock.hpp"
#include "common/mqtt/client.hpp"
#include "gateway/slots/sessions.hpp"

namespace liftguard::gateway {

class Sessions::Slot final : public mqtt::Sink {
 public:
  Slot(Sessions& sessions, std::size_t index, std::uint8_t slot);

  void offer(mqtt::Item item) noexcept override;  // on the broker's callback thread

  // The rest on the sessions' thread.
  void tend(SteadyTime now);  // connects when it is time
  void handle(const mqtt::Item& item, SteadyTime now);
  [[nodiscard]] bool ready() const { return state_ == State::ready; }
  mqtt::PublishOutcome publish(mqtt::Publication publication) { return client_.publish(std::move(publication)); }

 private:
  enum class State : std::uint8_t { down = 1, connecting = 2, subscribing = 3, ready = 4 };

  void connected(const mqtt::Connected& connected);
  void subscribed(const mqtt::Subscribed& subscribed, SteadyTime now);
  void announce();
  void fail(const std::string& reason, SteadyTime now);

  Sessions& sessions_;
  const std::size_t index_;
  const std::uint8_t slot_;
  State state_ = State::down;
  std::size_t granted_ = 0;  // filters
  unsigned failures_ = 0;    // in a row
  bool was_ready_ = false;
  SteadyTime retry_at_;
  mqtt::Client client_;
};

}  // namespace liftguard::gateway
