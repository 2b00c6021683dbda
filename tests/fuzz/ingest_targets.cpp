// What boxes send, as the gateway's gate sees it (fault rows E1 to E3): any topic with any payload, and well formed
// records that say what cannot be.
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "common/base/text.hpp"
#include "common/wire/topics.hpp"
#include "gateway/ingest/admission.hpp"
#include "gateway/ingest/happened.hpp"
#include "gateway/ingest/lane_cursor.hpp"
#include "gateway/orders/alarm.hpp"
#include "schemas/monitor_generated.h"
#include "tests/fuzz/byte_source.hpp"
#include "tests/fuzz/target.hpp"

namespace liftguard::fuzz {
namespace {

using gateway::Admission;
using gateway::DeadLetter;
using gateway::Incoming;

constexpr UtcTime kReceived{Milliseconds{1'800'000'000'000}};
const std::string kMonitor = "LG-000001";

std::string topic_of(std::uint8_t shape, std::string_view rest) {
  switch (shape % 6) {
    case 0:
      return wire::up_topic(kMonitor, Lane::alarm);
    case 1:
      return wire::up_topic(kMonitor, Lane::event);
    case 2:
      return wire::up_topic(kMonitor, Lane::bulk);
    case 3:
      return wire::state_topic(kMonitor);
    case 4:
      return "lift/1/00/" + kMonitor + "/up/alarm";  // another's slot
    default:
      return std::string(rest.substr(0, 100));
  }
}

bool is_finite(const std::optional<double>& value) {
  return !value || std::isfinite(*value);
}

std::string check_event(const wire::EventBody& event) {
  if (!is_finite(event.position_m)) return "a position that is no number";
  if (event.reasons.size() > wire::kMaxReasons || event.parameters.size() > wire::kMaxParameters) return "a long list";
  for (const auto& reason : event.reasons)
    if (!is_utf8(reason.name) || reason.name.size() > wire::kMaxText) return "a reason that is no short text";
  return {};
}

// What becomes of an envelope on its way to the database.
std::string check_envelope(const Incoming& incoming, const wire::Envelope& envelope) {
  const auto topic = wire::parse_topic(incoming.topic);
  if (!topic || topic->monitor != envelope.monitor) return "taken for another box than its topic's";
  if (wire::lane_of(topic->channel) != envelope.lane) return "taken on another lane than its topic's";
  if (envelope.seq == 0 || envelope.seq > wire::kMaxNumber || envelope.journal == 0) return "an address that cannot be";
  if (envelope.record.size() > wire::kMaxUpBytes) return "a record larger than its message";
  const auto happened = std::visit(
      [&](const auto& body) {
        if constexpr (requires { body.at; })
          return gateway::happened_at(body.at, envelope.sent, kReceived);
        else
          return kReceived;
      },
      envelope.body);
  if (happened > kReceived || happened < kReceived - gateway::kOldest) return "a time that nobody can believe";
  if (const auto* event = std::get_if<wire::EventBody>(&envelope.body))
    if (auto broken = check_event(*event); !broken.empty()) return broken;
  if (!is_utf8(gateway::facts_of(envelope.body))) return "facts that are no text";
  const auto alarm = gateway::alarm_of(envelope, {EventId{1}, ElevatorId{2}, happened, kReceived});
  if (alarm && alarm->source_key != gateway::source_key(envelope)) return "an alarm under another name";

  gateway::LaneCursor cursor(7);
  const auto placed = cursor.add(envelope.seq);
  if (placed != gateway::Placement::placed && envelope.seq > 7 && cursor.contains(envelope.seq))
    return "confirmed without a place";
  if (gateway::LaneCursor::parse(cursor.contiguous(), cursor.ranges_text()) != cursor) return "a cursor that is lost";
  return {};
}

std::string check(const Incoming& incoming, const Admission& admission) {
  if (const auto* envelope = std::get_if<wire::Envelope>(&admission)) return check_envelope(incoming, *envelope);
  if (const auto* state = std::get_if<wire::State>(&admission))
    return incoming.topic == wire::state_topic(state->monitor) ? "" : "taken for another box than its topic's";
  const auto& letter = std::get<DeadLetter>(admission);
  if (!is_utf8(letter.topic) || !is_utf8(letter.detail)) return "a dead letter that cannot be shown";
  // RS-13: what comes on a box's alarm topic must be able to ring.
  if (incoming.topic == wire::up_topic(kMonitor, Lane::alarm) &&
      (letter.monitor != kMonitor || letter.lane != Lane::alarm))
    return "a damaged alarm that nobody would hear of";
  return {};
}

float any_float(ByteSource& bytes) {
  constexpr std::array kExtremes{std::numeric_limits<float>::quiet_NaN(),
                                 std::numeric_limits<float>::infinity(),
                                 -std::numeric_limits<float>::infinity(),
                                 1e38F,
                                 -0.0F,
                                 12.5F};
  const auto which = bytes.below(8);
  return which < kExtremes.size() ? kExtremes[which] : bytes.bits();
}

std::uint64_t any_number(ByteSource& bytes) {
  constexpr std::array<std::uint64_t, 6> kExtremes{0, 1, 2, ~std::uint64_t{0}, std::uint64_t{1} << 63, 1'000'007};
  const auto which = bytes.below(8);
  return which < kExtremes.size() ? kExtremes[which] : bytes.take<std::uint64_t>();
}

std::int64_t any_time(ByteSource& bytes) {
  constexpr std::array<std::int64_t, 5> kExtremes{0, -1, 4'102'444'800'000, 1'799'999'999'000,
                                                  std::numeric_limits<std::int64_t>::max()};
  const auto which = bytes.below(6);
  return which < kExtremes.size() ? kExtremes[which] : bytes.take<std::int64_t>();
}

class Maker {
 public:
  explicit Maker(ByteSource& bytes) : bytes_(bytes) {}

  // An envelope of the box on the lane, whose fields say anything at all.
  std::string envelope(Lane lane) {
    const auto inner = record();
    builder_.Clear();
    const auto at = stamp();
    const auto monitor = builder_.CreateString(kMonitor);
    builder_.ForceVectorAlignment(inner.size(), 1, alignof(std::uint64_t));
    const auto payload = builder_.CreateVector(reinterpret_cast<const std::uint8_t*>(inner.data()), inner.size());
    const auto seq = any_number(bytes_);
    const auto journal = any_number(bytes_);
    builder_.Finish(fb::CreateEnvelope(builder_, monitor, journal, static_cast<fb::Lane>(lane), seq, at, 0, payload),
                    "LGU1");
    return taken();
  }

 private:
  std::string record() {
    const auto at = stamp();
    const auto text = any_text();
    std::vector<flatbuffers::Offset<fb::Reason>> reasons;
    for (std::uint32_t i = bytes_.below(12); i > 0; --i)
      reasons.push_back(fb::CreateReason(builder_, any_text(), any_time(bytes_)));
    const auto list = builder_.CreateVector(reasons);
    flatbuffers::Offset<void> body;
    fb::Body type{};
    if (bytes_.flag()) {
      fb::RideBuilder ride(builder_);
      ride.add_at(at);
      ride.add_metres(any_float(bytes_));
      ride.add_peak_speed(any_float(bytes_));
      ride.add_started_ms(any_time(bytes_));
      ride.add_from(text);
      body = ride.Finish().Union();
      type = fb::Body::Ride;
    } else {
      fb::EventBuilder event(builder_);
      event.add_kind(static_cast<fb::EventKind>(bytes_.take<std::uint16_t>()));
      event.add_at(at);
      event.add_episode(any_number(bytes_));
      event.add_position_m(any_float(bytes_));
      event.add_floor(text);
      event.add_occupancy(static_cast<fb::Occupancy>(bytes_.take<std::uint8_t>()));
      event.add_reasons(list);
      event.add_duration_ms(any_time(bytes_));
      body = event.Finish().Union();
      type = fb::Body::Event;
    }
    builder_.Finish(fb::CreateRecord(builder_, type, body), "LGR1");
    return taken();
  }

  flatbuffers::Offset<fb::Stamp> stamp() {
    return fb::CreateStamp(builder_, any_time(bytes_), static_cast<fb::TimeQuality>(bytes_.take<std::uint8_t>()),
                           any_time(bytes_), any_number(bytes_));
  }

  flatbuffers::Offset<flatbuffers::String> any_text() {
    std::string text(bytes_.below(100), 'x');
    for (auto& letter : text)
      if (bytes_.flag()) letter = static_cast<char>(bytes_.take<std::uint8_t>());
    return builder_.CreateString(text);
  }

  std::string taken() const { return {reinterpret_cast<const char*>(builder_.GetBufferPointer()), builder_.GetSize()}; }

  ByteSource& bytes_;
  flatbuffers::FlatBufferBuilder builder_;
};

}  // namespace

std::string ingest_message(Bytes bytes) {
  if (bytes.empty()) return {};
  const std::string_view rest(reinterpret_cast<const char*>(bytes.data()) + 1, bytes.size() - 1);
  const Incoming incoming{{wire::slot_of(kMonitor)}, topic_of(bytes.front(), rest), std::string(rest), rest.size()};
  return check(incoming, gateway::admit(incoming));
}

std::string ingest_record(Bytes bytes) {
  ByteSource source(bytes);
  const auto lane = static_cast<Lane>(source.below(3));
  const std::string payload = Maker(source).envelope(lane);
  const Incoming incoming{{wire::slot_of(kMonitor)}, wire::up_topic(kMonitor, lane), payload, payload.size()};
  const Admission admission = gateway::admit(incoming);
  // A value that cannot be is left out, and the record kept (E2): only an address can make it a dead letter.
  if (const auto* letter = std::get_if<DeadLetter>(&admission); letter && letter->reason != gateway::DeadReason::absurd)
    return "a well formed record is refused as " + std::string(gateway::words_of(letter->reason).code);
  return check(incoming, admission);
}

}  // namespace liftguard::fuzz
