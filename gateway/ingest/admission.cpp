#include "gateway/ingest/admission.hpp"

#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/wire/topics.hpp"

namespace liftguard::gateway {

namespace {

constexpr std::size_t kMaxTopicShown = 200;

std::span<const std::uint8_t> bytes_of(const std::string& payload) {
  return {reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()};
}

DeadLetter dead(const Incoming& incoming, DeadReason reason, std::string detail) {
  return {reason, std::move(detail), printable(incoming.topic, kMaxTopicShown), {}, {}};
}

DeadLetter dead(const Incoming& incoming, const wire::ParsedTopic& topic, DeadReason reason, std::string detail) {
  DeadLetter letter = dead(incoming, reason, std::move(detail));
  letter.monitor = topic.monitor;
  letter.lane = wire::lane_of(topic.channel);
  return letter;
}

DeadLetter refused(const Incoming& incoming, const wire::ParsedTopic& topic, const Refusal& refusal) {
  return dead(incoming, topic, reason_of(refusal.code).value_or(DeadReason::malformed), refusal.detail);
}

// Whose topic it is and of which lane, though under a slot that is not the monitor's: the broker vouches for the name
// wherever it stands, and a misplaced alarm has to ring like any damaged one (RS-13).
DeadLetter misplaced(const Incoming& incoming) {
  constexpr std::string_view kPrefix = "lift/1/";
  constexpr std::size_t kSlotLevel = 3;  // two digits and a slash
  const std::string_view topic = incoming.topic;
  if (topic.starts_with(kPrefix) && topic.size() > kPrefix.size() + kSlotLevel) {
    const std::string_view rest = topic.substr(kPrefix.size() + kSlotLevel);
    const std::string_view monitor = rest.substr(0, rest.find('/'));
    const auto own = fmt::format("{}{}/{}", kPrefix, wire::slot_text(wire::slot_of(monitor)), rest);
    if (const auto parsed = wire::parse_topic(own)) return dead(incoming, *parsed, DeadReason::bad_topic, "wrong slot");
  }
  return dead(incoming, DeadReason::bad_topic, "no topic that a monitor may write");
}

Admission admit_state(const Incoming& incoming, const wire::ParsedTopic& topic) {
  auto state = wire::decode_state(bytes_of(incoming.payload));
  if (!state) return refused(incoming, topic, state.error());
  if (state->monitor != topic.monitor)
    return dead(incoming, topic, DeadReason::wrong_identity, fmt::format("says {}", state->monitor));
  return std::move(*state);
}

Admission admit_up(const Incoming& incoming, const wire::ParsedTopic& topic, Lane lane) {
  auto envelope = wire::decode_up(bytes_of(incoming.payload));
  if (!envelope) return refused(incoming, topic, envelope.error());
  if (envelope->monitor != topic.monitor)
    return dead(incoming, topic, DeadReason::wrong_identity, fmt::format("says {}", envelope->monitor));
  if (envelope->lane != lane)
    return dead(incoming, topic, DeadReason::wrong_lane, fmt::format("says {}", wire::lane_name(envelope->lane)));
  return std::move(*envelope);
}

}  // namespace

Admission admit(const Incoming& incoming) {
  const auto topic = wire::parse_topic(incoming.topic);
  if (!topic || topic->slot != incoming.origin.slot) return misplaced(incoming);
  const std::size_t allowed = topic->channel == wire::Channel::state ? wire::kMaxStateBytes : wire::kMaxUpBytes;
  if (incoming.size > allowed)
    return dead(incoming, *topic, DeadReason::too_large,
                fmt::format("{} bytes, {} are allowed", incoming.size, allowed));
  if (topic->channel == wire::Channel::state) return admit_state(incoming, *topic);
  if (const auto lane = wire::lane_of(topic->channel)) return admit_up(incoming, *topic, *lane);
  return dead(incoming, DeadReason::bad_topic, "a topic that only the cloud writes");
}

}  // namespace liftguard::gateway
