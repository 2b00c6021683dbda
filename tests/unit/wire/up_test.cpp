#include <limits>

#include <catch2/catch.hpp>

#include "tests/unit/wire/samples.hpp"

using namespace liftguard;
using namespace liftguard::wire;

namespace {

Envelope through(const Envelope& envelope) {
  const auto bytes = encode(envelope);
  REQUIRE(bytes.has_value());
  auto decoded = decode_up(*bytes);
  REQUIRE(decoded.has_value());
  return *decoded;
}

}  // namespace

TEST_CASE("an event comes back with every field, its address and the episodes of the sending") {
  const auto sent = sample_envelope(sample_event());
  const auto got = through(sent);
  CHECK(got.absurd.empty());
  CHECK(got.monitor == sent.monitor);
  CHECK(got.journal == sent.journal);
  CHECK(got.lane == sent.lane);
  CHECK(got.seq == sent.seq);
  CHECK(got.sent == sent.sent);
  CHECK(got.boot == sent.sent.boot);
  CHECK(got.episodes == sent.episodes);
  CHECK(got.record == *encode_record(sent.body));

  const auto want = sample_event();
  const auto& event = std::get<EventBody>(got.body);
  CHECK(event.kind == want.kind);
  CHECK(event.at == want.at);
  CHECK(event.episode == want.episode);
  CHECK(event.position_m == want.position_m);
  CHECK(event.floor == want.floor);
  CHECK(event.between == want.between);
  CHECK(event.door == want.door);
  CHECK(event.zone == want.zone);
  CHECK(event.mains == want.mains);
  CHECK(event.inspection == want.inspection);
  CHECK(event.occupancy == want.occupancy);
  CHECK(event.motion == want.motion);
  REQUIRE(event.reasons.size() == 2);
  CHECK(event.reasons[1].name == "occupied");
  CHECK(event.reasons[1].at == want.reasons[1].at);
  CHECK(event.rule == want.rule);
  REQUIRE(event.parameters.size() == 1);
  CHECK(event.parameters[0].name == "trapped_s");
  CHECK(event.parameters[0].value == 30.0F);
  CHECK(event.degraded == want.degraded);
  CHECK(event.duration == want.duration);
  CHECK(event.people_left == want.people_left);
  CHECK(event.ended_by == want.ended_by);
  CHECK(event.sensor == want.sensor);
  CHECK(event.sensor_fault == want.sensor_fault);
  CHECK(event.zone_untrusted == want.zone_untrusted);
}

TEST_CASE("what an event does not know is left out, not invented") {
  EventBody event;
  event.kind = EventKind::mains_lost;
  event.at = sample_stamp();
  const auto got = std::get<EventBody>(through(sample_envelope(event)).body);
  CHECK_FALSE(got.position_m);
  CHECK_FALSE(got.floor);
  CHECK_FALSE(got.between);
  CHECK_FALSE(got.door);
  CHECK_FALSE(got.duration);
  CHECK_FALSE(got.people_left);
  CHECK(got.reasons.empty());
}

TEST_CASE("rides, gaps and self-tests come back") {
  RideBody ride{sample_stamp(), utc_from_ms(1'794'999'990'000), -12.5, "5", "1", 1.75, "down", "both"};
  ride.zone_untrusted = Milliseconds{4'500};
  ride.parameters = {{"ride_min_m", 1.0F}};
  ride.degraded = {"pressure"};
  const auto got_ride = std::get<RideBody>(through(sample_envelope(ride)).body);
  CHECK(got_ride.started == ride.started);
  CHECK(got_ride.metres == ride.metres);
  CHECK(got_ride.from == "5");
  CHECK(got_ride.to == "1");
  CHECK(got_ride.peak_speed == ride.peak_speed);
  CHECK(got_ride.direction == "down");
  CHECK(got_ride.basis == "both");
  CHECK(got_ride.zone_untrusted == ride.zone_untrusted);
  REQUIRE(got_ride.parameters.size() == 1);
  CHECK(got_ride.parameters[0].name == "ride_min_m");
  CHECK(got_ride.degraded == ride.degraded);

  const auto gap =
      std::get<GapBody>(through(sample_envelope(GapBody{sample_stamp(), Lane::bulk, 5, 7, 9, GapCause::full})).body);
  CHECK(gap.lane == Lane::bulk);
  CHECK(gap.journal == 5);
  CHECK(gap.first == 7);
  CHECK(gap.last == 9);
  CHECK(gap.cause == GapCause::full);

  const auto test = sample_self_test();
  const auto envelope = through(sample_envelope(test));
  CHECK(kind_of(envelope.body) == EventKind::self_test);
  const auto& got_test = std::get<SelfTestBody>(envelope.body);
  CHECK(got_test.firmware == "0.1.0");
  CHECK(got_test.storage_ok == true);
  CHECK_FALSE(got_test.link_ok);
  CHECK(got_test.battery_volts == 12.5);
  CHECK(got_test.mains == true);
  CHECK(got_test.sensors_lost == test.sensors_lost);
  CHECK(got_test.sensors == test.sensors);
  CHECK(got_test.sensors_heard == true);
  CHECK(got_test.cause == SelfTestCause::periodic);
  CHECK(got_test.previous_confirm == Milliseconds{850});
}

TEST_CASE("DV-22: what a self-test did not measure is absent at the other end") {
  const auto got = std::get<SelfTestBody>(through(sample_envelope(SelfTestBody())).body);
  CHECK_FALSE(got.mains);
  CHECK_FALSE(got.battery_volts);
  CHECK_FALSE(got.storage_ok);
  CHECK_FALSE(got.link_ok);
  CHECK_FALSE(got.sensors_heard);
  CHECK_FALSE(got.previous_confirm);
  CHECK(got.sensors.empty());
}

TEST_CASE("DV-20: a piece of a clip comes through whole, within what a broker takes") {
  const auto chunk = sample_clip_chunk();
  const auto got = std::get<ClipChunkBody>(through(sample_envelope(chunk)).body);
  CHECK(got.journal == chunk.journal);
  CHECK(got.lane == Lane::event);
  CHECK(got.seq == 9);
  CHECK(got.index == 1);
  CHECK(got.count == 3);
  CHECK(got.size == chunk.size);
  CHECK(got.crc == chunk.crc);
  CHECK(got.data == chunk.data);
  CHECK(got.at == chunk.at);
  CHECK_FALSE(kind_of(Body{got}));
}

TEST_CASE("E2: a piece whose numbers do not fit together is of no clip") {
  CHECK(fits_together(sample_clip_chunk()));
  CHECK(clip_chunks(1) == 1);
  CHECK(clip_chunks(kClipChunkBytes) == 1);
  CHECK(clip_chunks(kClipChunkBytes + 1) == 2);
  for (const auto spoil : std::vector<void (*)(ClipChunkBody&)>{
           [](auto& c) { c.index = 3; }, [](auto& c) { c.index = 2; }, [](auto& c) { c.count = 4; },
           [](auto& c) { c.count = 0; }, [](auto& c) { c.size = 0; }, [](auto& c) { c.size = 0xFFFFFFFF; },
           [](auto& c) { c.data.pop_back(); }, [](auto& c) { c.data.clear(); }, [](auto& c) { c.seq = 0; },
           [](auto& c) { c.journal = 0; }, [](auto& c) { c.journal = std::uint64_t{1} << 63; }}) {
    auto chunk = sample_clip_chunk();
    spoil(chunk);
    const auto envelope = through(sample_envelope(chunk));
    const auto& got = std::get<ClipChunkBody>(envelope.body);
    CHECK(got.count == 0);
    CHECK(got.data.empty());
    CHECK_FALSE(envelope.absurd.empty());
  }
}

TEST_CASE("A11: what no broker would take cannot be made") {
  auto envelope = sample_envelope(sample_event());
  const Bytes record(kMaxRecordBytes + 1);
  CHECK(encode_up(envelope, record).error().code == "too_large");
  // The largest record with the most episodes still fits the broker's bound.
  envelope.episodes.assign(kMaxEpisodeMarks, {1, EventKind::trapped, utc_from_ms(1), utc_from_ms(2)});
  envelope.monitor = std::string(32, 'x');
  CHECK(encode_up(envelope, Bytes(kMaxRecordBytes)).has_value());
}

TEST_CASE("of many episodes the newest travel, of many reasons the first") {
  auto event = sample_event();
  event.reasons.assign(100, {"occupied", utc_from_ms(5)});
  event.parameters.assign(100, {"trapped_s", 30.0F});
  auto envelope = sample_envelope(event);
  envelope.episodes.clear();
  for (std::uint64_t i = 1; i <= 40; ++i)
    envelope.episodes.push_back({i, EventKind::trapped, utc_from_ms(1), std::nullopt});
  const auto got = through(envelope);
  CHECK(got.absurd.empty());
  REQUIRE(got.episodes.size() == kMaxEpisodeMarks);
  CHECK(got.episodes.back().id == 40);
  CHECK(std::get<EventBody>(got.body).reasons.size() == kMaxReasons);
}

TEST_CASE("E2, E4: an address that cannot be is refused with the field's name") {
  struct Case {
    const char* field;
    void (*spoil)(Envelope&);
  };
  for (const Case& c :
       {Case{"monitor", [](Envelope& e) { e.monitor = "a/b"; }},
        Case{"monitor", [](Envelope& e) { e.monitor.clear(); }}, Case{"journal", [](Envelope& e) { e.journal = 0; }},
        Case{"journal", [](Envelope& e) { e.journal = std::uint64_t{1} << 63; }},
        Case{"lane", [](Envelope& e) { e.lane = Lane::gateway; }}, Case{"seq", [](Envelope& e) { e.seq = 0; }},
        Case{"seq", [](Envelope& e) { e.seq = std::uint64_t{1} << 63; }},
        Case{"seq", [](Envelope& e) { e.seq = std::numeric_limits<std::uint64_t>::max(); }}}) {
    INFO(c.field);
    auto envelope = sample_envelope(sample_event());
    c.spoil(envelope);
    const auto got = decode_up(*encode(envelope));
    REQUIRE(got.has_error());
    CHECK(got.error().code == "absurd");
    CHECK(got.error().detail == c.field);
  }
  auto largest = sample_envelope(sample_event());
  largest.seq = kMaxNumber;
  CHECK(through(largest).seq == kMaxNumber);
}

TEST_CASE("E2: a value that cannot be is left out and named; the alarm stays an alarm") {
  struct Case {
    const char* field;
    void (*spoil)(EventBody&);
  };
  for (const Case& c :
       {Case{"position_m", [](EventBody& e) { e.position_m = std::numeric_limits<double>::quiet_NaN(); }},
        Case{"position_m", [](EventBody& e) { e.position_m = std::numeric_limits<double>::infinity(); }},
        Case{"position_m", [](EventBody& e) { e.position_m = -1000.5; }},
        Case{"at", [](EventBody& e) { e.at.wall = utc_from_ms(4'102'444'800'000); }},  // 2100-01-01
        Case{"at", [](EventBody& e) { e.at.wall = utc_from_ms(-1); }},
        Case{"at", [](EventBody& e) { e.at.uptime_us = -1; }},
        Case{"at", [](EventBody& e) { e.at.boot = std::numeric_limits<std::uint64_t>::max(); }},
        Case{"episode", [](EventBody& e) { e.episode = std::numeric_limits<std::uint64_t>::max(); }},
        Case{"occupancy", [](EventBody& e) { e.occupancy = static_cast<Occupancy>(200); }},
        Case{"kind", [](EventBody& e) { e.kind = static_cast<EventKind>(0); }},
        Case{"reasons", [](EventBody& e) { e.reasons[0].at = utc_from_ms(std::numeric_limits<std::int64_t>::max()); }},
        Case{"parameters", [](EventBody& e) { e.parameters[0].value = -std::numeric_limits<float>::infinity(); }},
        Case{"duration", [](EventBody& e) { e.duration = Milliseconds{-1}; }}}) {
    INFO(c.field);
    auto event = sample_event();
    c.spoil(event);
    const auto got = through(sample_envelope(event));
    REQUIRE(got.absurd == std::vector<std::string>{c.field});
    CHECK(got.seq == 9);
  }
  auto event = sample_event();
  event.at.wall = utc_from_ms(4'102'444'799'999);
  CHECK(through(sample_envelope(event)).absurd.empty());
}

TEST_CASE("D3: a clock that was never set is kept as it is, with its quality") {
  auto event = sample_event();
  event.at = {utc_from_ms(3'000), TimeQuality::unset, 3'000'000, 5};
  const auto got = through(sample_envelope(event));
  CHECK(got.absurd.empty());
  CHECK(std::get<EventBody>(got.body).at == event.at);
}

TEST_CASE("a kind that this build does not know is kept, and stands for none") {
  auto event = sample_event();
  event.kind = static_cast<EventKind>(250);
  const auto got = through(sample_envelope(event));
  CHECK(static_cast<int>(std::get<EventBody>(got.body).kind) == 250);
  CHECK_FALSE(kind_of(got.body));
}
