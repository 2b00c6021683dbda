// Messages with every field set, for the tests of common/wire.
#pragma once

#include <vector>

#include "common/wire/down.hpp"
#include "common/wire/state.hpp"
#include "common/wire/up.hpp"

namespace liftguard::wire {

inline Stamp sample_stamp() {
  return {utc_from_ms(1'795'000'000'123), TimeQuality::synchronised, 123'456'789, 77};
}

inline EventBody sample_event() {
  EventBody event;
  event.kind = EventKind::trapped;
  event.at = sample_stamp();
  event.episode = 17;
  event.position_m = 7.5;
  event.floor = "大堂";
  event.between.emplace("2", "3");
  event.door = false;
  event.zone = false;
  event.mains = true;
  event.inspection = false;
  event.occupancy = Occupancy::occupied;
  event.motion = Motion::at_rest;
  event.reasons = {{"outside_zone", utc_from_ms(1'795'000'000'000)}, {"occupied", utc_from_ms(1'795'000'000'100)}};
  event.rule = "DV-6";
  event.parameters = {{"trapped_s", 30.0F}};
  event.degraded = {"pressure"};
  event.duration = Milliseconds{90'000};
  event.people_left = true;
  event.ended_by = "usual_ride";
  event.sensor = "pressure";
  event.sensor_fault = "frozen";
  event.zone_untrusted = Milliseconds{4'500};
  return event;
}

inline SelfTestBody sample_self_test() {
  SelfTestBody test;
  test.at = sample_stamp();
  test.firmware = "0.1.0";
  test.mains = true;
  test.storage_ok = true;
  test.battery_volts = 12.5;
  test.sensors_lost = {"door", "zone"};
  test.sensors = {"acceleration", "door", "zone"};
  test.sensors_heard = true;
  test.cause = SelfTestCause::periodic;
  test.previous_confirm = Milliseconds{850};
  return test;
}

// The middle of a clip of three pieces.
inline ClipChunkBody sample_clip_chunk() {
  ClipChunkBody chunk;
  chunk.at = sample_stamp();
  chunk.journal = 0x1234'5678'9ABC'DEF0;
  chunk.lane = Lane::event;
  chunk.seq = 9;
  chunk.index = 1;
  chunk.count = 3;
  chunk.size = 2 * kClipChunkBytes + 100;
  chunk.crc = 0xDEADBEEF;
  chunk.data.assign(kClipChunkBytes, 0x5A);
  return chunk;
}

inline ClipChunkBody last_clip_chunk() {
  auto chunk = sample_clip_chunk();
  chunk.index = 2;
  chunk.data.resize(100);
  return chunk;
}

inline UpdateStatus sample_update() {
  return {UpdatePhase::receiving, 22, 1'000, 1'001, 5'000'000, 196'608, "liftguard-box-1"};
}

inline HealthBody sample_health() {
  HealthBody health;
  health.at = sample_stamp();
  health.uptime_s = 86'400;
  health.boots = 12;
  health.reset_reason = BootReason::brown_out;
  health.cpu_per_mille = 17;
  health.resident_kib = 9'000;
  health.journal = {{JournalRegion::alarm, 40, 160, 9'000, 60, 2}, {JournalRegion::state, {}, 4, 1, 1}};
  health.storage_free_kib = 1'000'000;
  health.temperature_c = -12.5;
  health.battery_volts = 12.5;
  health.samples = 8'640'000;
  health.samples_late = 3;
  health.dropped = 1;
  health.connects = 5;
  health.disconnects = 4;
  health.sent = 700;
  health.resent = 20;
  health.update = sample_update();
  health.safe_mode = false;
  health.battery_percent = 81;
  return health;
}

inline Command sample_command(Errand errand) {
  return {77, utc_from_ms(1'795'000'060'000), std::move(errand)};
}

inline std::vector<Errand> sample_errands() {
  return {Configure{"[engine]\ntrapped_s = 45\n# 说明\n"},
          RequestClip{RecordName{5, Lane::event, 9}},
          RequestClip{ClipSpan{utc_from_ms(1'795'000'000'000), utc_from_ms(1'795'000'030'000)}},
          TestNow{},
          Identify{30},
          Reboot{},
          OfferImage{Bytes(kImageHeaderBytes, 0x5A)},
          InstallCertificate{"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"}};
}

inline Envelope sample_envelope(Body body) {
  Envelope envelope;
  envelope.monitor = "LG-000001";
  envelope.journal = 0x1234'5678'9ABC'DEF0;
  envelope.lane = Lane::alarm;
  envelope.seq = 9;
  envelope.sent = sample_stamp();
  envelope.episodes = {
      {16, EventKind::stopped_outside_zone, utc_from_ms(1'794'000'000'000), utc_from_ms(1'794'000'100'000)},
      {17, EventKind::trapped, utc_from_ms(1'795'000'000'000), std::nullopt}};
  envelope.body = std::move(body);
  return envelope;
}

}  // namespace liftguard::wire
