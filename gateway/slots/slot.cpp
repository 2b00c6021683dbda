#include "gateway/slots/slot.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "common/wire/topics.hpp"

namespace liftguard::gateway {

namespace {

constexpr std::chrono::milliseconds kFirstRetry{250};
constexpr std::chrono::milliseconds kLongestRetry{10'000};
constexpr unsigned kMostDoublings = 6;

// Two clients that take a session from each other do it ever more slowly.
constexpr std::chrono::minutes kDisputeLasts{1};

// Publishes of one slot that wait for the broker; only announcements do.
constexpr std::size_t kMaxUnacknowledged = 64;

std::vector<std::string> filters_of(std::uint8_t slot) {
  return {wire::up_filter(slot, Lane::alarm), wire::up_filter(slot, Lane::event), wire::up_filter(slot, Lane::bulk),
          wire::state_filter(slot)};
}

// Spread by slot, so that 64 sessions do not come back in one instant.
std::chrono::milliseconds wait_after(unsigned failures, std::uint8_t slot) {
  const auto wait = std::min(kFirstRetry * (1 << std::min(failures, kMostDoublings)), kLongestRetry);
  return wait + wait * slot / (4 * wire::kSlots);
}

mqtt::ClientOptions client_options(const BrokerAccess& access, std::uint8_t slot) {
  mqtt::ClientOptions chosen;
  chosen.uri = access.uri;
  chosen.client_id = "gateway-" + wire::slot_text(slot);
  if (access.uri.starts_with("ssl://")) chosen.tls = access.tls;
  chosen.session = mqtt::Session::persistent;
  chosen.max_unacknowledged = kMaxUnacknowledged;
  return chosen;
}

std::string text_of(const wire::Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace

Sessions::Slot::Slot(Sessions& sessions, const Place& place, leases::Epoch epoch, const BrokerAccess& access)
    : sessions_(sessions), place_(place), epoch_(epoch), client_(client_options(access, place.slot), *this) {}

void Sessions::Slot::offer(mqtt::Item item) noexcept {
  auto* message = std::get_if<mqtt::Message>(&item.what);
  if (!message) return sessions_.note(place_, std::move(item));
  ++sessions_.tally_of(place_).received;
  const FaultPoints& faults = sessions_.faults_;
  if (faults.before_enqueue) faults.before_enqueue();
  sessions_.intake_.offer({place_.slot, epoch_, place_.broker}, std::move(message->topic), std::move(message->payload));
  if (faults.after_enqueue) faults.after_enqueue();
}

mqtt::PublishOutcome Sessions::Slot::publish(mqtt::Publication publication) {
  if (!sessions_.holdings_.may_act()) return mqtt::PublishOutcome::not_connected;
  return client_.publish(std::move(publication));
}

// Whoever took the session over may be the slot's new owner: only a lease that is granted afterwards says that it is
// not.
bool Sessions::Slot::may_connect() const {
  return sessions_.holdings_.may_act() && (!taken_ || sessions_.holdings_.renewed_since(*taken_));
}

void Sessions::Slot::tend(SteadyTime now) {
  if (state_ == State::ready && !announced_) announce();
  if (state_ != State::down || now < retry_at_ || !may_connect()) return;
  if (taken_) {
    ++sessions_.trouble_.disputed;
    ++sessions_.tally_of(place_).disputed;
    disputed_ = now;
    taken_.reset();
  }
  state_ = State::connecting;
  client_.connect();
}

void Sessions::Slot::handle(const mqtt::Item& item, SteadyTime now) {
  if (item.connection != client_.connection()) return;  // of a connection that is no more
  if (const auto* connected = std::get_if<mqtt::Connected>(&item.what)) this->connected(*connected);
  if (const auto* subscribed = std::get_if<mqtt::Subscribed>(&item.what)) this->subscribed(*subscribed, now);
  if (const auto* failed = std::get_if<mqtt::ConnectFailed>(&item.what)) fail(failed->reason, now);
  if (const auto* lost = std::get_if<mqtt::Lost>(&item.what)) this->lost(*lost, now);
}

void Sessions::Slot::connected(const mqtt::Connected& connected) {
  // The broker has forgotten the session and with it what it had queued (A2); the boxes send that again.
  if (was_ready_ && !connected.session_present) {
    ++sessions_.trouble_.forgotten;
    ++sessions_.tally_of(place_).forgotten;
  }
  state_ = State::subscribing;
  granted_ = 0;
  client_.subscribe(filters_of(place_.slot), 1);
}

void Sessions::Slot::subscribed(const mqtt::Subscribed& subscribed, SteadyTime now) {
  if (!subscribed.granted) {
    client_.disconnect(std::chrono::milliseconds{0});
    return fail("the broker refuses " + subscribed.filter, now);
  }
  if (++granted_ < filters_of(place_.slot).size()) return;
  state_ = State::ready;
  ++sessions_.tally_of(place_).made;
  was_ready_ = true;
  announced_ = false;
  if (!disputed_ || now - *disputed_ > kDisputeLasts) failures_ = 0;
  announce();
}

void Sessions::Slot::announce() {
  mqtt::Publication epoch;
  epoch.topic = wire::gateway_topic(place_.slot);
  epoch.payload = text_of(wire::encode(wire::GatewayEpoch{epoch_, sessions_.options_.incarnation}));
  epoch.retained = true;
  announced_ = publish(std::move(epoch)) == mqtt::PublishOutcome::taken;
  if (announced_) ++sessions_.tally_of(place_).announcements;
}

void Sessions::Slot::lost(const mqtt::Lost& lost, SteadyTime now) {
  if (lost.reason_code == mqtt::kSessionTakenOver) taken_ = now;
  fail(lost.reason, now);
}

void Sessions::Slot::fail(const std::string& reason, SteadyTime now) {
  state_ = State::down;
  const auto wait = wait_after(failures_++, place_.slot);
  retry_at_ = now + wait;
  ++sessions_.trouble_.failures;
  ++sessions_.tally_of(place_).lost;
  sessions_.trouble_.reason = reason.empty() ? "connection lost" : reason;
}

}  // namespace liftguard::gateway
