#include "gateway/slots/session_metrics.hpp"

#include <string>

namespace liftguard::gateway {

namespace {

using Count = SessionTally::Count SessionTally::*;

// The metrics of one broker's tally.
class OfBroker {
 public:
  OfBroker(const SessionTally& tally, observe::Metrics& metrics, std::string broker)
      : tally_(tally), metrics_(metrics), broker_(std::move(broker)) {}

  void gauge(const std::string& name, const std::string& help, Count count) const {
    auto& gauge = metrics_.gauge(name, help, {{"broker", broker_}});
    metrics_.before_collecting([&gauge, &value = tally_.*count] { gauge.set(static_cast<double>(value.load())); });
  }
  void counter(const std::string& name, const std::string& help, Count count) const {
    follow(metrics_.counter(name, help, {{"broker", broker_}}), count);
  }
  void published(const std::string& what, Count count) const {
    follow(metrics_.counter("liftguard_mqtt_published_total", "Messages handed to the broker's client.",
                            {{"broker", broker_}, {"what", what}}),
           count);
  }

 private:
  void follow(observe::Counter& counter, Count count) const {
    metrics_.before_collecting(
        [&counter, &value = tally_.*count] { counter.raise_to(static_cast<double>(value.load())); });
  }

  const SessionTally& tally_;
  observe::Metrics& metrics_;
  std::string broker_;
};

void add(const OfBroker& of) {
  of.gauge("liftguard_mqtt_sessions", "Sessions that there are to be: one a slot that is held.",
           &SessionTally::sessions);
  of.gauge("liftguard_mqtt_sessions_up", "Sessions that are subscribed.", &SessionTally::up);
  of.gauge("liftguard_mqtt_in_flight_messages", "Messages that wait for the broker's acknowledgement.",
           &SessionTally::unacknowledged);
  of.gauge("liftguard_mqtt_down_waiting_messages", "Messages to boxes that wait for a session.",
           &SessionTally::waiting);
  of.counter("liftguard_mqtt_connects_total", "Sessions that came to be subscribed, also again.", &SessionTally::made);
  of.counter("liftguard_mqtt_losses_total", "Sessions that were lost, or refused.", &SessionTally::lost);
  of.counter("liftguard_mqtt_forgotten_total", "Sessions that the broker had forgotten (row A2).",
             &SessionTally::forgotten);
  of.counter("liftguard_mqtt_disputed_total", "Sessions that another client took, although their slots are ours.",
             &SessionTally::disputed);
  of.counter("liftguard_mqtt_received_total", "Messages from the broker.", &SessionTally::received);
  of.published("confirmation", &SessionTally::confirmations);
  of.published("time", &SessionTally::times);
  of.published("down", &SessionTally::letters);
  of.published("announcement", &SessionTally::announcements);
  of.counter("liftguard_mqtt_down_given_up_total", "Messages to boxes that found no session in time.",
             &SessionTally::given_up);
}

}  // namespace

void add_session_metrics(const Sessions& sessions, observe::Metrics& metrics) {
  add({sessions.tally(Broker::main), metrics, "main"});
  if (sessions.has_alarm_broker()) add({sessions.tally(Broker::alarm), metrics, "alarm"});
}

}  // namespace liftguard::gateway
