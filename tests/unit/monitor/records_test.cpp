// Engine events as records, the book of episodes, and what is kept over a reboot.
#include <catch2/catch.hpp>

#include "firmware/monitor/episode_book.hpp"
#include "firmware/monitor/event_record.hpp"
#include "firmware/monitor/kept_state.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using namespace std::chrono_literals;

namespace {

constexpr auto kWall = utc_from_ms(1'795'000'000'000);

engine::Time engine_at(std::chrono::microseconds t) {
  return engine::Time{t};
}

struct Clock {
  VirtualClock clock{kWall};
  Stamper stamper{clock, clock, [](UtcTime) { return wire::TimeQuality::synchronised; }, 77};
};

wire::EventBody event_of(EventKind kind, std::uint64_t episode, UtcTime at) {
  wire::EventBody out;
  out.kind = kind;
  out.episode = episode;
  out.at.wall = at;
  return out;
}

}  // namespace

TEST_CASE("an event's times are wall times of now less their age") {
  Clock c;
  c.clock.advance(100s);
  engine::Event event{};
  event.kind = EventKind::trapped;
  event.at = engine_at(58s);
  event.rule = 6;
  event.episode = 3;
  event.position_m = 7.5F;
  event.between_low = engine::Label("2");
  event.between_high = engine::Label("3");
  event.situation.door_open = false;
  event.situation.occupancy = engine::Occupancy::occupied;
  event.situation.motion = engine::Motion::at_rest;
  event.situation.degraded.add(engine::Sensor::pressure);
  event.reason_list[0] = {engine::ReasonKind::outside_zone, engine_at(20s)};
  event.reason_count = 1;
  event.value_list[0] = {engine::ParameterId::trapped_s, 30.0F};
  event.value_count = 1;
  event.zone_untrusted = 4500ms;

  const auto body = std::get<wire::EventBody>(body_of(event, engine_at(60s), c.stamper));
  CHECK(body.kind == EventKind::trapped);
  CHECK(body.at.wall == kWall + 98s);
  CHECK(body.at.uptime_us == 98'000'000);
  CHECK(body.at.boot == 77);
  CHECK(body.at.quality == wire::TimeQuality::synchronised);
  CHECK(body.rule == "DV-6");
  CHECK(body.episode == 3);
  CHECK(body.position_m == 7.5);
  CHECK_FALSE(body.floor);
  CHECK(body.between == std::pair<std::string, std::string>("2", "3"));
  CHECK(body.door == false);
  CHECK_FALSE(body.zone);
  CHECK(body.occupancy == wire::Occupancy::occupied);
  CHECK(body.motion == wire::Motion::at_rest);
  CHECK(body.degraded == std::vector<std::string>{"pressure"});
  REQUIRE(body.reasons.size() == 1);
  CHECK(body.reasons[0].name == "outside_zone");
  CHECK(body.reasons[0].at == kWall + 60s);
  REQUIRE(body.parameters.size() == 1);
  CHECK(body.parameters[0].name == "trapped_s");
  CHECK(body.zone_untrusted == Milliseconds{4'500});
  CHECK(wire::encode_record(body).has_value());
}

// A field that the engine gains is one that a record must carry: this stops compiling until somebody has seen to it.
TEST_CASE("DV: a record carries all that an event holds") {
  const auto& [kind, at, rule, episode, position_m, floor, between_low, between_high, situation, zone_untrusted,
               reasons, reason_count, values, value_count, ride, recovery, sensor] = engine::Event{};
  const auto& [door_open, in_zone, mains_on, inspection_on, occupancy, motion, degraded] = situation;
  CHECK(rule == 0);
  CHECK_FALSE(door_open);
}

TEST_CASE("a recovery, a ride and a lost sensor keep what they tell") {
  Clock c;
  engine::Event recovered{};
  recovered.kind = EventKind::recovered;
  recovered.recovery = engine::Recovery{90s, true, engine::EpisodeEnd::ordinary_rides};
  const auto body = std::get<wire::EventBody>(body_of(recovered, engine_at(0s), c.stamper));
  CHECK(body.duration == Milliseconds{90'000});
  CHECK(body.people_left == true);
  CHECK(body.ended_by == engine::episode_end_name(engine::EpisodeEnd::ordinary_rides));

  engine::Event ride{};
  ride.kind = EventKind::ride;
  ride.at = engine_at(12s);
  ride.ride = engine::Ride{engine_at(2s),      engine_at(10s),     -6.0F, engine::Direction::down,
                           engine::Label("3"), engine::Label("1"), 1.5F,  engine::RideBasis::pressure};
  ride.zone_untrusted = 3s;
  ride.value_list[0] = {engine::ParameterId::ride_min_m, 1.0F};
  ride.value_count = 1;
  ride.situation.degraded.add(engine::Sensor::pressure);
  c.clock.advance(50s);
  const auto got = std::get<wire::RideBody>(body_of(ride, engine_at(12s), c.stamper));
  CHECK(got.at.wall == kWall + 48s);
  CHECK(got.started == kWall + 40s);
  CHECK(got.metres == -6.0);
  CHECK(got.from == "3");
  CHECK(got.to == "1");
  CHECK(got.direction == "down");
  CHECK(got.zone_untrusted == Milliseconds{3'000});
  REQUIRE(got.parameters.size() == 1);
  CHECK(got.parameters[0].name == "ride_min_m");
  CHECK(got.degraded == std::vector<std::string>{"pressure"});
  CHECK(got.basis == engine::ride_basis_name(engine::RideBasis::pressure));

  engine::Event lost{};
  lost.kind = EventKind::sensor_lost;
  lost.sensor = engine::SensorChange{engine::Sensor::door, engine::SensorFault::silent};
  const auto lost_body = std::get<wire::EventBody>(body_of(lost, engine_at(0s), c.stamper));
  CHECK(lost_body.sensor == "door");
  CHECK(lost_body.sensor_fault == "silent");
}

TEST_CASE("every kind has the lane of the table") {
  CHECK(lane_of(EventKind::trapped) == Lane::alarm);
  CHECK(lane_of(EventKind::mains_lost) == Lane::event);
  CHECK(lane_of(EventKind::ride) == Lane::bulk);
}

TEST_CASE("RS-13: the book holds open episodes and those lately ended") {
  EpisodeBook book;
  book.take(event_of(EventKind::stopped_outside_zone, 1, kWall));
  book.take(event_of(EventKind::trapped, 1, kWall + 20s));
  book.take(event_of(EventKind::alarm_button, 0, kWall + 21s));
  book.take(event_of(EventKind::recovered, 9, kWall + 22s));  // of an episode that it never saw
  REQUIRE(book.marks().size() == 1);
  CHECK(book.marks()[0] == wire::EpisodeMark{1, EventKind::trapped, kWall, std::nullopt});
  CHECK(book.open().size() == 1);
  book.take(event_of(EventKind::recovered, 1, kWall + 60s));
  CHECK(book.open().empty());
  CHECK(book.marks()[0].ended == kWall + 60s);
}

TEST_CASE("the book is bounded, and an open episode outlives ended ones") {
  EpisodeBook book;
  book.take(event_of(EventKind::trapped, 1, kWall));
  for (std::uint64_t id = 2; id < 100; ++id) {
    book.take(event_of(EventKind::trapped, id, kWall));
    book.take(event_of(EventKind::recovered, id, kWall));
  }
  CHECK(book.marks().size() == wire::kMaxEpisodeMarks);
  CHECK(book.marks().front().id == 1);
  CHECK(book.marks().back().id == 99);
}

namespace {

KeptState sample_kept() {
  engine::Kept kept;
  kept.next_episode = 42;
  KeptState out;
  out.engine = encode_engine(kept);
  out.episodes.take(event_of(EventKind::trapped, 7, kWall));
  out.episodes.take(event_of(EventKind::recovered, 7, kWall + 5s));
  out.episodes.take(event_of(EventKind::trapped, 8, kWall + 9s));
  out.self_test = {90min, kWall, wire::TimeQuality::free_running, wire::SelfTestCause::periodic};
  return out;
}

}  // namespace

TEST_CASE("DV-11: engine state, book and plan come back; what was not written by us is refused") {
  const auto kept = sample_kept();
  const auto bytes = encode(kept);
  const auto got = decode_kept(bytes);
  REQUIRE(got);
  REQUIRE(engine_of(*got));
  CHECK(engine_of(*got)->next_episode == 42);
  CHECK(got->episodes.marks() == kept.episodes.marks());
  CHECK(got->self_test == kept.self_test);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) CHECK_FALSE(decode_kept(std::span(bytes).first(cut)));
  auto newer = bytes;
  newer[0] = 99;
  CHECK_FALSE(decode_kept(newer));
  auto spoilt = bytes;
  spoilt[10] = static_cast<std::uint8_t>(spoilt[10] ^ 0xFF);
  CHECK_FALSE(engine_of(*decode_kept(spoilt)));  // the book alone is of use
}

TEST_CASE("what the version before wrote is read: it planned no self-test") {
  const auto kept = sample_kept();
  auto bytes = encode(kept);
  constexpr std::size_t kSelfTestBytes = 1 + 8 + 8 + 1 + 1;
  bytes.resize(bytes.size() - kSelfTestBytes);
  bytes[0] = 1;
  const auto got = decode_kept(bytes);
  REQUIRE(got);
  CHECK(got->engine == kept.engine);
  CHECK(got->episodes.marks() == kept.episodes.marks());
  CHECK_FALSE(got->self_test);
}
