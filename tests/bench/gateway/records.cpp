#include "tests/bench/gateway/records.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "common/wire/state.hpp"

namespace liftguard::bench {

namespace {

constexpr std::uint64_t kBoot = 4711;

wire::Stamp stamp(std::uint64_t seq, UtcTime start) {
  const auto after = Milliseconds{static_cast<std::int64_t>(seq)};
  return {start + after, wire::TimeQuality::synchronised, 1'000'000 + after.count() * 1000, kBoot};
}

wire::EventBody event(const Numbered& record, UtcTime start) {
  const bool alarm = record.lane == Lane::alarm;
  wire::EventBody body;
  body.at = stamp(record.seq, start);
  body.position_m = 12.34;
  body.between = {"4", "5"};
  body.door = false;
  body.zone = false;
  body.mains = !alarm;
  body.occupancy = wire::Occupancy::occupied;
  body.motion = wire::Motion::at_rest;
  if (alarm) {
    body.kind = EventKind::trapped;
    body.episode = record.seq;
    body.reasons = {{"outside_zone", body.at.wall}, {"door_closed", body.at.wall}, {"occupied", body.at.wall}};
    body.rule = "DV-6";
    body.parameters = {{"stop_s", 30.0F}, {"zone_m", 0.2F}, {"rest_mps2", 0.02F}};
  } else {
    body.kind = record.seq % 2 == 0 ? EventKind::mains_restored : EventKind::mains_lost;
    body.rule = "DV-17";
  }
  return body;
}

wire::RideBody ride(const Numbered& record, UtcTime start) {
  wire::RideBody body;
  body.at = stamp(record.seq, start);
  body.started = body.at.wall - std::chrono::seconds{14};
  body.metres = record.seq % 2 == 0 ? 21.3 : -21.3;
  body.from = "1";
  body.to = "8";
  body.peak_speed = 1.75;
  body.direction = record.seq % 2 == 0 ? "up" : "down";
  body.basis = "both";
  return body;
}

}  // namespace

std::string monitor_name(std::uint32_t number) {
  return fmt::format("LG-{:06}", number);
}

std::string elevator_code(std::uint32_t number) {
  return fmt::format("{}", 300'000 + number);
}

std::string payload_of(const Numbered& record, UtcTime start) {
  wire::Envelope envelope;
  envelope.monitor = record.monitor;
  envelope.journal = record.journal;
  envelope.lane = record.lane;
  envelope.seq = record.seq;
  envelope.sent = stamp(record.seq, start);
  envelope.boot = kBoot;
  if (record.lane == Lane::bulk)
    envelope.body = ride(record, start);
  else
    envelope.body = event(record, start);
  if (record.lane == Lane::alarm)
    envelope.episodes = {{record.seq, EventKind::trapped, envelope.sent.wall, std::nullopt}};
  const auto bytes = wire::encode(envelope);
  if (!bytes) throw std::logic_error(bytes.error().detail);
  return {bytes->begin(), bytes->end()};
}

std::string json_of(const Numbered& record, UtcTime start) {
  const wire::EventBody body = event(record, start);
  return fmt::format(
      R"({{"monitor":"{}","journal":{},"lane":{},"seq":{},"kind":"{}","happened":{},"position_m":{},"between":["4","5"],)"
      R"("door":false,"zone":false,"mains":true,"occupancy":"occupied","motion":"at_rest","rule":"{}"}})",
      record.monitor, record.journal, static_cast<int>(record.lane), record.seq, find_event(body.kind)->name,
      to_ms(body.at.wall), *body.position_m, body.rule);
}

std::string birth_of(const std::string& monitor, std::uint64_t journal, UtcTime now) {
  wire::Birth birth;
  birth.at = {now, wire::TimeQuality::synchronised, 1'000'000, kBoot};
  birth.firmware = "1.4.2";
  birth.journal = journal;
  birth.session = 1;
  const auto bytes = wire::encode(wire::State{monitor, birth});
  return {bytes.begin(), bytes.end()};
}

}  // namespace liftguard::bench
