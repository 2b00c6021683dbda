#include "tests/unit/gateway/town.hpp"

#include <catch2/catch.hpp>

#include "common/registry/store.hpp"
#include "common/wire/topics.hpp"

namespace liftguard::gateway::testing {

namespace {

storage::Options options(const CivilClock& clock) {
  storage::Options chosen;
  chosen.schema = storage::Schema::migrate;
  chosen.clock = &clock;
  chosen.busy_timeout = Milliseconds{200};
  return chosen;
}

UnitId unit_with_phone(storage::Transaction& tx, const std::string& code, const std::string& phone) {
  const UnitId unit = registry::put_unit(tx, {{}, code, "单位 " + code, phone});
  registry::put_contact(tx, {{}, unit, {}, registry::ContactRole::rescuer, "救援员 " + code, phone});
  return unit;
}

}  // namespace

Town::Town(UtcTime start) : url(store.url()), clock(start), database(storage::Database::open(url, options(clock))) {
  auto tx = database->begin();
  const DistrictId district = registry::put_district(tx, {{}, "330502", "吴兴区"});
  registry::Elevator lift;
  lift.code = "100001";
  lift.place = "一号楼";
  lift.estate = "湖畔花园";
  lift.district = district;
  lift.area = rescue::Area::city_centre;
  lift.maintenance_unit = unit_with_phone(tx, "91330500MA28C8QX1A", "13800000001");
  lift.second_unit = unit_with_phone(tx, "91330500MA28C8QX2B", "13800000002");
  elevator = registry::put_elevator(tx, lift);
  for (const auto& monitor : {kMonitor, kSpare}) registry::put_monitor(tx, monitor, start - std::chrono::hours{24});
  registry::bind_monitor(tx, kMonitor, elevator, start - std::chrono::hours{24});
  tx.commit();
}

std::string Town::text(const std::string& select) const {
  return store.text(select);
}

std::int64_t Town::count(const std::string& table_and_condition) const {
  return store.count(table_and_condition);
}

wire::Envelope Box::envelope(Lane lane, std::uint64_t seq, wire::Body body, UtcTime at) const {
  wire::Envelope envelope;
  envelope.monitor = monitor;
  envelope.journal = journal;
  envelope.lane = lane;
  envelope.seq = seq;
  envelope.boot = boot;
  envelope.sent = {at, wire::TimeQuality::synchronised, 1'000'000, boot};
  envelope.body = std::move(body);
  return envelope;
}

wire::Envelope Box::trapped(std::uint64_t seq, std::uint64_t episode, UtcTime at) const {
  wire::EventBody event;
  event.kind = EventKind::trapped;
  event.at = {at, wire::TimeQuality::synchronised, 1'000'000, boot};
  event.episode = episode;
  event.between = {"2", "3"};
  event.door = false;
  event.mains = false;
  event.occupancy = wire::Occupancy::occupied;
  event.reasons = {{"outside_zone", at}, {"occupied", at}};
  event.rule = "DV-6";
  auto made = envelope(Lane::alarm, seq, event, at);
  made.episodes = {{episode, EventKind::trapped, at, std::nullopt}};
  return made;
}

wire::Envelope Box::recovered(std::uint64_t seq, std::uint64_t episode, UtcTime at) const {
  wire::EventBody event;
  event.kind = EventKind::recovered;
  event.at = {at, wire::TimeQuality::synchronised, 1'000'000, boot};
  event.episode = episode;
  auto made = envelope(Lane::alarm, seq, event, at);
  made.episodes = {{episode, EventKind::trapped, at - std::chrono::minutes{5}, at}};
  return made;
}

wire::Envelope Box::mains_lost(std::uint64_t seq) const {
  wire::EventBody event;
  event.kind = EventKind::mains_lost;
  event.at = {kStart, wire::TimeQuality::synchronised, 1'000'000 + static_cast<std::int64_t>(seq), boot};
  return envelope(Lane::event, seq, event);
}

wire::Envelope Box::gap(std::uint64_t seq, Lane lane, std::uint64_t first, std::uint64_t last,
                        wire::GapCause cause) const {
  wire::GapBody body;
  body.at = {kStart, wire::TimeQuality::synchronised, 1'000'000, boot};
  body.lane = lane;
  body.journal = journal;
  body.first = first;
  body.last = last;
  body.cause = cause;
  return envelope(lane, seq, body);
}

std::string payload_of(const wire::Envelope& envelope) {
  const auto bytes = wire::encode(envelope);
  REQUIRE(bytes.has_value());
  return {bytes->begin(), bytes->end()};
}

Incoming incoming(const std::string& monitor, const std::string& topic, const std::string& payload) {
  return {{wire::slot_of(monitor)}, topic, payload, payload.size()};
}

Incoming incoming(const wire::Envelope& envelope) {
  return incoming(envelope.monitor, wire::up_topic(envelope.monitor, envelope.lane), payload_of(envelope));
}

}  // namespace liftguard::gateway::testing
