#include "gateway/slots/slot.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "common/wire/topics.hpp"

namespace liftguard::gateway {

namespace {

constexpr std::chrono::milliseconds kFirstRetry{250};
constexpr std::chrono::milliseconds kLongestRetry{10'000};
constexpr unsigned kMostDoublings = 6;

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

mqtt::ClientOptions client_options(const SessionsOptions& options, std::uint8_t slot) {
  mqtt::ClientOptions chosen;
  chosen.uri = options.uri;
  chosen.client_id = "gateway-" + wire::slot_text(slot);
  if (options.uri.starts_with("ssl://")) chosen.tls = options.tls;
  chosen.session = mqtt::Session::persistent;
  chosen.max_unacknowledged = kMaxUnacknowledged;
  return chosen;
}

std::string text_of(const wire::Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace

Sessions::Slot::Slot(Sessions& sessions, std::size_t index, std::uint8_t slot)
    : sessions_(sessions), index_(index), slot_(slot), client_(client_options(sessions.options_, slot), *this) {}

void Sessions::Slot::offer(mqtt::Item item) noexcept {
  auto* message = std::get_if<mqtt::Message>(&item.what);
  if (!message) return sessions_.note(index_, std::move(item));
  const FaultPoints& faults = sessions_.faults_;
  if (faults.before_enqueue) faults.before_enqueue();
  sessions_.intake_.offer(slot_, std::move(message->topic), std::move(message->payload));
  if (faults.after_enqueue) faults.after_enqueue();
}

void Sessions::Slot::tend(SteadyTime now) {
  if (state_ != State::down || now < retry_at_) return;
  state_ = State::connecting;
  client_.connect();
}

void Sessions::Slot::handle(const mqtt::Item& item, SteadyTime now) {
  if (item.connection != client_.connection()) return;  // of a connection that is no more
  if (const auto* connected = std::get_if<mqtt::Connected>(&item.what)) this->connected(*connected);
  if (const auto* subscribed = std::get_if<mqtt::Subscribed>(&item.what)) this->subscribed(*subscribed, now);
  if (const auto* failed = std::get_if<mqtt::ConnectFailed>(&item.what)) fail(failed->reason, now);
  if (const auto* lost = std::get_if<mqtt::Lost>(&item.what)) fail(lost->reason, now);
}

void Sessions::Slot::connected(const mqtt::Connected& connected) {
  // The broker has forgotten the session and with it what it had queued (A2); the boxes send that again.
  if (was_ready_ && !connected.session_present) ++sessions_.trouble_.forgotten;
  state_ = State::subscribing;
  granted_ = 0;
  client_.subscribe(filters_of(slot_), 1);
}

void Sessions::Slot::subscribed(const mqtt::Subscribed& subscribed, SteadyTime now) {
  if (!subscribed.granted) {
    client_.disconnect(std::chrono::milliseconds{0});
    return fail("the broker refuses " + subscribed.filter, now);
  }
  if (++granted_ < filters_of(slot_).size()) return;
  state_ = State::ready;
  failures_ = 0;
  announce();
  if (!std::exchange(was_ready_, true)) ++sessions_.subscribed_once_;
}

void Sessions::Slot::announce() {
  mqtt::Publication epoch;
  epoch.topic = wire::gateway_topic(slot_);
  epoch.payload = text_of(wire::encode(sessions_.options_.epoch));
  epoch.retained = true;
  if (publish(std::move(epoch)) != mqtt::PublishOutcome::taken)
    spdlog::warn("slot {}: the start was not announced", wire::slot_text(slot_));
}

void Sessions::Slot::fail(const std::string& reason, SteadyTime now) {
  state_ = State::down;
  const auto wait = wait_after(failures_++, slot_);
  retry_at_ = now + wait;
  ++sessions_.trouble_.failures;
  sessions_.trouble_.reason = reason.empty() ? "connection lost" : reason;
}

}  // namespace liftguard::gateway
