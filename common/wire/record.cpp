// Journal records: what happened, finished once and sent unchanged.
#include <algorithm>

#include "common/wire/bounds.hpp"
#include "common/wire/buffer.hpp"
#include "common/wire/report_codec.hpp"
#include "common/wire/up.hpp"

namespace liftguard::wire {
namespace {

using Builder = flatbuffers::FlatBufferBuilder;

using Written = WrittenBody;

Written write(Builder&, const UnknownBody&) {
  return {};
}

flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<fb::Parameter>>> write_parameters(
    Builder& builder, std::span<const ParameterValue> values) {
  std::vector<flatbuffers::Offset<fb::Parameter>> out;
  for (const auto& value : values.first(std::min(values.size(), kMaxParameters)))
    out.push_back(fb::CreateParameter(builder, write_text(builder, value.name), value.value));
  return out.empty() ? 0 : builder.CreateVector(out);
}

std::vector<ParameterValue> read_parameters(const flatbuffers::Vector<flatbuffers::Offset<fb::Parameter>>* parameters,
                                            Bounds& bounds) {
  std::vector<ParameterValue> out;
  if (parameters == nullptr) return out;
  const auto count = bounds.length(parameters->size(), kMaxParameters, "parameters");
  for (flatbuffers::uoffset_t i = 0; i < count; ++i)
    if (const auto value = bounds.number(parameters->Get(i)->value(), kAnyFloat, "parameters"))
      out.push_back({bounds.text(parameters->Get(i)->name(), "parameters"), static_cast<float>(*value)});
  return out;
}

Written write(Builder& builder, const EventBody& event) {
  std::vector<flatbuffers::Offset<fb::Reason>> reasons;
  for (const auto& reason : std::span(event.reasons).first(std::min(event.reasons.size(), kMaxReasons)))
    reasons.push_back(fb::CreateReason(builder, write_text(builder, reason.name), to_ms(reason.at)));
  const auto parameters_at = write_parameters(builder, event.parameters);
  const auto at = write_stamp(builder, event.at);
  const auto floor = event.floor ? write_text(builder, *event.floor) : 0;
  const auto lower = event.between ? write_text(builder, event.between->first) : 0;
  const auto upper = event.between ? write_text(builder, event.between->second) : 0;
  const auto reasons_at = reasons.empty() ? 0 : builder.CreateVector(reasons);
  const auto rule = write_text(builder, event.rule);
  const auto ended_by = write_text(builder, event.ended_by);
  const auto degraded = write_texts(builder, event.degraded);
  const auto sensor = write_text(builder, event.sensor);
  const auto sensor_fault = write_text(builder, event.sensor_fault);
  fb::EventBuilder out(builder);
  out.add_kind(static_cast<fb::EventKind>(event.kind));
  out.add_at(at);
  out.add_episode(event.episode);
  if (const auto position = to_wire(event.position_m)) out.add_position_m(*position);
  out.add_floor(floor);
  out.add_between_lower(lower);
  out.add_between_upper(upper);
  if (event.door) out.add_door_open(*event.door);
  if (event.zone) out.add_in_zone(*event.zone);
  if (event.mains) out.add_mains(*event.mains);
  if (event.inspection) out.add_inspection(*event.inspection);
  out.add_occupancy(static_cast<fb::Occupancy>(event.occupancy));
  out.add_motion(static_cast<fb::Motion>(event.motion));
  out.add_reasons(reasons_at);
  out.add_rule(rule);
  out.add_parameters(parameters_at);
  if (event.duration) out.add_duration_ms(event.duration->count());
  if (event.people_left) out.add_people_left(*event.people_left);
  out.add_ended_by(ended_by);
  out.add_degraded(degraded);
  out.add_sensor(sensor);
  out.add_sensor_fault(sensor_fault);
  if (event.zone_untrusted) out.add_zone_untrusted_ms(event.zone_untrusted->count());
  return {fb::Body::Event, out.Finish().Union()};
}

Written write(Builder& builder, const RideBody& ride) {
  const auto at = write_stamp(builder, ride.at);
  const auto from = write_text(builder, ride.from);
  const auto to = write_text(builder, ride.to);
  const auto direction = write_text(builder, ride.direction);
  const auto basis = write_text(builder, ride.basis);
  const auto parameters = write_parameters(builder, ride.parameters);
  const auto degraded = write_texts(builder, ride.degraded);
  return {fb::Body::Ride,
          fb::CreateRide(builder, at, to_ms(ride.started), to_wire(ride.metres), from, to, to_wire(ride.peak_speed),
                         direction, basis, to_wire(ride.zone_untrusted), parameters, degraded)
              .Union()};
}

Written write(Builder& builder, const GapBody& gap) {
  return {fb::Body::Gap, fb::CreateGap(builder, write_stamp(builder, gap.at), static_cast<fb::Lane>(gap.lane),
                                       gap.journal, gap.first, gap.last, static_cast<fb::GapCause>(gap.cause))
                             .Union()};
}

Written write(Builder& builder, const SelfTestBody& test) {
  const auto at = write_stamp(builder, test.at);
  const auto firmware = write_text(builder, test.firmware);
  const auto lost = write_texts(builder, test.sensors_lost);
  const auto fitted = write_texts(builder, test.sensors);
  return {fb::Body::SelfTest,
          fb::CreateSelfTest(builder, at, firmware, to_wire(test.mains), to_wire(test.battery_volts),
                             to_wire(test.storage_ok), to_wire(test.link_ok), lost, fitted, to_wire(test.sensors_heard),
                             static_cast<fb::SelfTestCause>(test.cause), to_wire(test.previous_confirm))
              .Union()};
}

Written write(Builder& builder, const ClipChunkBody& chunk) {
  const auto at = write_stamp(builder, chunk.at);
  const auto data = builder.CreateVector(chunk.data);
  return {fb::Body::ClipChunk, fb::CreateClipChunk(builder, at, chunk.journal, static_cast<fb::Lane>(chunk.lane),
                                                   chunk.seq, chunk.index, chunk.count, chunk.size, chunk.crc, data)
                                   .Union()};
}

EventBody read(const fb::Event& event, Bounds& bounds) {
  EventBody out;
  out.kind = static_cast<EventKind>(event.kind());
  if (event.kind() == fb::EventKind::unknown) bounds.note("kind");
  out.at = bounds.stamp(event.at(), "at");
  out.episode = bounds.count(event.episode(), "episode");
  out.position_m = bounds.number(event.position_m(), kPositionM, "position_m");
  if (event.floor() != nullptr) out.floor = bounds.text(event.floor(), "floor");
  if (event.between_lower() != nullptr && event.between_upper() != nullptr)
    out.between.emplace(bounds.text(event.between_lower(), "between"), bounds.text(event.between_upper(), "between"));
  out.door = optional_of(event.door_open());
  out.zone = optional_of(event.in_zone());
  out.mains = optional_of(event.mains());
  out.inspection = optional_of(event.inspection());
  out.occupancy = bounds.choice<Occupancy>(event.occupancy(), 3, "occupancy");
  out.motion = bounds.choice<Motion>(event.motion(), 3, "motion");
  if (const auto* reasons = event.reasons()) {
    const auto count = bounds.length(reasons->size(), kMaxReasons, "reasons");
    for (flatbuffers::uoffset_t i = 0; i < count; ++i)
      if (const auto at = bounds.time(reasons->Get(i)->at_ms(), "reasons"))
        out.reasons.push_back({bounds.text(reasons->Get(i)->name(), "reasons"), *at});
  }
  out.rule = bounds.text(event.rule(), "rule");
  out.parameters = read_parameters(event.parameters(), bounds);
  out.duration = bounds.duration(event.duration_ms(), "duration");
  out.people_left = optional_of(event.people_left());
  out.ended_by = bounds.text(event.ended_by(), "ended_by");
  out.degraded = bounds.texts(event.degraded(), "degraded");
  out.sensor = bounds.text(event.sensor(), "sensor");
  out.sensor_fault = bounds.text(event.sensor_fault(), "sensor_fault");
  out.zone_untrusted = bounds.duration(event.zone_untrusted_ms(), "zone_untrusted");
  return out;
}

RideBody read(const fb::Ride& ride, Bounds& bounds) {
  RideBody out;
  out.at = bounds.stamp(ride.at(), "at");
  out.started = bounds.time(ride.started_ms(), "started").value_or(out.at.wall);
  out.metres = bounds.number(ride.metres(), kPositionM, "metres");
  out.from = bounds.text(ride.from(), "from");
  out.to = bounds.text(ride.to(), "to");
  out.peak_speed = bounds.number(ride.peak_speed(), kSpeedMps, "peak_speed");
  out.direction = bounds.text(ride.direction(), "direction");
  out.basis = bounds.text(ride.basis(), "basis");
  out.zone_untrusted = bounds.duration(ride.zone_untrusted_ms(), "zone_untrusted");
  out.parameters = read_parameters(ride.parameters(), bounds);
  out.degraded = bounds.texts(ride.degraded(), "degraded");
  return out;
}

GapBody read(const fb::Gap& gap, Bounds& bounds) {
  GapBody out;
  out.at = bounds.stamp(gap.at(), "at");
  out.lane = bounds.choice<Lane>(gap.lane(), 3, "lane");
  out.journal = bounds.count(gap.journal(), "journal");
  out.first = bounds.count(gap.first(), "first");
  out.last = bounds.count(gap.last(), "last");
  out.cause = bounds.choice<GapCause>(gap.cause(), 5, "cause");
  if (out.first > out.last || (out.first == 0 && out.last != 0)) {
    out.first = out.last = 0;
    bounds.note("first");
  }
  return out;
}

SelfTestBody read(const fb::SelfTest& test, Bounds& bounds) {
  SelfTestBody out;
  out.at = bounds.stamp(test.at(), "at");
  out.firmware = bounds.text(test.firmware(), "firmware");
  out.mains = optional_of(test.mains());
  out.storage_ok = optional_of(test.storage_ok());
  out.link_ok = optional_of(test.link_ok());
  out.battery_volts = bounds.number(test.battery_volts(), kVolts, "battery_volts");
  out.sensors_lost = bounds.texts(test.sensors_lost(), "sensors_lost");
  out.sensors = bounds.texts(test.sensors(), "sensors");
  out.sensors_heard = optional_of(test.sensors_heard());
  out.cause = bounds.choice<SelfTestCause>(test.cause(), 4, "cause");
  out.previous_confirm = bounds.duration(test.previous_confirm_ms(), "previous_confirm");
  return out;
}

ClipChunkBody read(const fb::ClipChunk& chunk, Bounds& bounds) {
  ClipChunkBody out;
  out.at = bounds.stamp(chunk.at(), "at");
  out.journal = bounds.count(chunk.journal(), "journal");
  out.lane = bounds.choice<Lane>(chunk.lane(), 3, "lane");
  out.seq = bounds.count(chunk.seq(), "seq");
  out.index = chunk.index();
  out.count = chunk.count();
  out.size = chunk.size();
  out.crc = chunk.crc();
  if (const auto* data = chunk.data()) out.data.assign(data->begin(), data->end());
  if (fits_together(out)) return out;
  bounds.note("clip_chunk");
  out.count = 0;
  out.data.clear();
  return out;
}

}  // namespace

bool fits_together(const ClipChunkBody& chunk) {
  if (chunk.journal == 0 || chunk.seq == 0) return false;
  if (chunk.size == 0 || chunk.size > kMaxClipBytes || chunk.count != clip_chunks(chunk.size)) return false;
  if (chunk.index >= chunk.count) return false;
  const bool last = chunk.index + 1 == chunk.count;
  return chunk.data.size() == (last ? chunk.size - chunk.index * kClipChunkBytes : kClipChunkBytes);
}

Result<Bytes> encode_record(const Body& body) {
  Builder builder(1024);
  const auto written = std::visit([&](const auto& one) { return write(builder, one); }, body);
  if (written.type == fb::Body::NONE) return refuse("absurd", "a record needs a body");
  auto bytes = finish(builder, fb::CreateRecord(builder, written.type, written.body), kRecordIdentifier);
  if (bytes.size() > kMaxRecordBytes) return refuse("too_large", std::to_string(bytes.size()) + " bytes");
  return bytes;
}

Result<Body> decode_bounded(std::span<const std::uint8_t> bytes, Bounds& bounds) {
  auto record = Verified<fb::Record>::open(bytes, kMaxRecordBytes, kRecordIdentifier);
  if (!record) return record.error();
  const auto& root = *record;
  if (root->body() == nullptr) return refuse("malformed", "a record without a body");
  switch (root->body_type()) {
    case fb::Body::Event:
      return Body{read(*root->body_as_Event(), bounds)};
    case fb::Body::Ride:
      return Body{read(*root->body_as_Ride(), bounds)};
    case fb::Body::Gap:
      return Body{read(*root->body_as_Gap(), bounds)};
    case fb::Body::SelfTest:
      return Body{read(*root->body_as_SelfTest(), bounds)};
    case fb::Body::ClipChunk:
      return Body{read(*root->body_as_ClipChunk(), bounds)};
    case fb::Body::CommandAnswer:
      return Body{read(*root->body_as_CommandAnswer(), bounds)};
    case fb::Body::Health:
      return Body{read(*root->body_as_Health(), bounds)};
    case fb::Body::CertificateRequest:
      return Body{read(*root->body_as_CertificateRequest(), bounds)};
    case fb::Body::PassengerAnswer:
      return Body{read(*root->body_as_PassengerAnswer(), bounds)};
    case fb::Body::NONE:
      break;
  }
  return Body{UnknownBody{static_cast<std::uint8_t>(root->body_type())}};
}

Result<Body> decode_record(std::span<const std::uint8_t> record) {
  Bounds bounds;
  return decode_bounded(record, bounds);
}

std::optional<EventKind> kind_of(const Body& body) {
  if (const auto* event = std::get_if<EventBody>(&body))
    return find_event(event->kind) != nullptr ? std::optional{event->kind} : std::nullopt;
  if (std::holds_alternative<RideBody>(body)) return EventKind::ride;
  if (std::holds_alternative<SelfTestBody>(body)) return EventKind::self_test;
  return std::nullopt;
}

}  // namespace liftguard::wire
