// The gateway's side of the wire, as a test plays it.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "common/mqtt/client.hpp"
#include "common/mqtt/inbox.hpp"
#include "common/wire/down.hpp"
#include "common/wire/state.hpp"
#include "common/wire/topics.hpp"
#include "common/wire/up.hpp"

namespace liftguard::test {

inline const std::string kMonitor = "LG-000001";

class Gateway {
 public:
  explicit Gateway(mqtt::ClientOptions options) : client_(std::move(options), inbox_) {
    client_.connect();
    REQUIRE(wait([](const mqtt::Item& item) { return std::holds_alternative<mqtt::Connected>(item.what); }));
    client_.subscribe({"lift/1/#"}, 1);
    REQUIRE(wait([](const mqtt::Item& item) { return std::holds_alternative<mqtt::Subscribed>(item.what); }));
  }

  std::optional<wire::Envelope> next_envelope(std::chrono::milliseconds patience = std::chrono::seconds(10),
                                              Lane lane = Lane::alarm) {
    std::optional<wire::Envelope> out;
    wait(
        [&](const mqtt::Item& item) {
          const auto* message = std::get_if<mqtt::Message>(&item.what);
          if (message == nullptr) return false;
          const auto envelope = wire::decode_up(bytes(message->payload));
          if (!envelope) return false;
          if (confirms) confirm(*envelope);
          if (message->topic != wire::up_topic(kMonitor, lane)) return false;
          out = *envelope;
          return true;
        },
        patience);
    return out;
  }
  template <class Presence>
  std::optional<Presence> next_state() {
    std::optional<Presence> out;
    wait([&](const mqtt::Item& item) {
      const auto* message = std::get_if<mqtt::Message>(&item.what);
      if (message == nullptr || message->topic != wire::state_topic(kMonitor)) return false;
      const auto state = wire::decode_state(bytes(message->payload));
      if (const auto* presence = std::get_if<Presence>(&state->presence)) out = *presence;
      return out.has_value();
    });
    return out;
  }
  bool confirms = false;  // every record that next_envelope() sees

  // All of its lane up to this record is in the database.
  void confirm(const wire::Envelope& envelope) {
    say(wire::down_topic(kMonitor),
        wire::encode(wire::Down{wire::Confirm{envelope.journal, 7, {{envelope.lane, envelope.seq, {}}}}}));
  }
  void say(const std::string& topic, const wire::Bytes& payload, bool retained = false) {
    CHECK(client_.publish({topic, {payload.begin(), payload.end()}, 1, retained, 0}) == mqtt::PublishOutcome::taken);
  }

 private:
  static std::span<const std::uint8_t> bytes(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  }
  template <class Wanted>
  bool wait(Wanted wanted, std::chrono::milliseconds patience = std::chrono::seconds(10)) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end)
      if (const auto item = inbox_.wait(std::chrono::milliseconds(20)); item && wanted(*item)) return true;
    return false;
  }

  mqtt::Inbox inbox_{1000};
  mqtt::Client client_;
};

}  // namespace liftguard::test
