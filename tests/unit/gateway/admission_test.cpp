#include <random>
#include <string>

#include <catch2/catch.hpp>

#include "common/wire/topics.hpp"
#include "gateway/ingest/admission.hpp"

using namespace liftguard;
using namespace liftguard::gateway;

namespace {

const std::string kMonitor = "LG-000001";

wire::Envelope trapped(const std::string& monitor = kMonitor, Lane lane = Lane::alarm) {
  wire::Envelope envelope;
  envelope.monitor = monitor;
  envelope.journal = 11;
  envelope.lane = lane;
  envelope.seq = 1;
  wire::EventBody body;
  body.kind = EventKind::trapped;
  body.episode = 5;
  envelope.body = body;
  return envelope;
}

std::string payload_of(const wire::Envelope& envelope) {
  const auto bytes = wire::encode(envelope);
  REQUIRE(bytes.has_value());
  return {bytes->begin(), bytes->end()};
}

Incoming incoming(const std::string& topic, const std::string& payload) {
  return {{wire::slot_of(kMonitor)}, topic, payload, payload.size()};
}

DeadLetter dead(const Admission& admission) {
  REQUIRE(std::holds_alternative<DeadLetter>(admission));
  return std::get<DeadLetter>(admission);
}

}  // namespace

TEST_CASE("a monitor's own record on its own topic is admitted") {
  const auto admitted = admit(incoming(wire::up_topic(kMonitor, Lane::alarm), payload_of(trapped())));
  REQUIRE(std::holds_alternative<wire::Envelope>(admitted));
  CHECK(std::get<wire::Envelope>(admitted).seq == 1);
}

TEST_CASE("E7: A's topic with B's monitor inside is a dead letter 'wrong_identity'") {
  const auto letter = dead(admit(incoming(wire::up_topic(kMonitor, Lane::alarm), payload_of(trapped("LG-000002")))));
  CHECK(letter.reason == DeadReason::wrong_identity);
  CHECK(letter.monitor == kMonitor);
  CHECK(letter.lane == Lane::alarm);
  CHECK(letter.detail == "says LG-000002");
}

TEST_CASE("a record on another lane's topic is a dead letter 'wrong_lane'") {
  CHECK(dead(admit(incoming(wire::up_topic(kMonitor, Lane::bulk), payload_of(trapped())))).reason ==
        DeadReason::wrong_lane);
}

TEST_CASE("topics that no monitor of the slot writes are dead letters 'bad_topic'") {
  const std::string payload = payload_of(trapped());
  const std::string slot = wire::slot_text(wire::slot_of(kMonitor));
  const std::string other = wire::slot_text(static_cast<std::uint8_t>((wire::slot_of(kMonitor) + 1) % wire::kSlots));
  for (const std::string& topic :
       {std::string{}, std::string("lift"), "lift/2/" + slot + "/" + kMonitor + "/up/alarm",
        "lift/1/" + other + "/" + kMonitor + "/up/alarm", "lift/1/" + slot + "/" + kMonitor + "/up/other",
        "lift/1/" + slot + "/" + kMonitor + "/up/alarm/x", "lift/1/" + slot + "/LG 1/up/alarm",
        wire::down_topic(kMonitor), wire::gateway_topic(wire::slot_of(kMonitor)), std::string("a\r\nb")}) {
    INFO(topic);
    const auto letter = dead(admit(incoming(topic, payload)));
    CHECK(letter.reason == DeadReason::bad_topic);
    CHECK(letter.topic.find_first_of("\r\n") == std::string::npos);
  }
  const auto misplaced = dead(admit(incoming("lift/1/" + other + "/" + kMonitor + "/up/alarm", payload)));
  CHECK(misplaced.monitor == kMonitor);
  CHECK(misplaced.lane == Lane::alarm);
  Incoming elsewhere = incoming(wire::up_topic(kMonitor, Lane::alarm), payload);
  elsewhere.origin.slot = static_cast<std::uint8_t>((elsewhere.origin.slot + 1) % wire::kSlots);
  CHECK(dead(admit(elsewhere)).reason == DeadReason::bad_topic);
}

TEST_CASE("A11: what is too large is said to be, by its true size") {
  Incoming big = incoming(wire::up_topic(kMonitor, Lane::alarm), std::string(wire::kMaxUpBytes, 'x'));
  big.size = 300 * 1024;
  const auto letter = dead(admit(big));
  CHECK(letter.reason == DeadReason::too_large);
  CHECK(letter.detail == "307200 bytes, 16384 are allowed");
}

TEST_CASE("E1: every truncation and every flipped byte of an alarm is admitted or set aside, never a crash") {
  const std::string good = payload_of(trapped());
  const std::string topic = wire::up_topic(kMonitor, Lane::alarm);
  for (std::size_t length = 0; length < good.size(); ++length) {
    const auto admitted = admit(incoming(topic, good.substr(0, length)));
    CHECK(admitted.index() != std::variant_npos);
  }
  std::mt19937 random(1);
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(random());
    CHECK_FALSE(std::holds_alternative<wire::State>(admit(incoming(topic, bad))));
  }
  CHECK(dead(admit(incoming(topic, "not a flatbuffer at all"))).reason == DeadReason::malformed);
  CHECK(dead(admit(incoming(topic, ""))).reason == DeadReason::malformed);
}

TEST_CASE("E13: presence counts only on its own topic and under its own name") {
  wire::State state{kMonitor, wire::Will{3, 4}};
  auto bytes = wire::encode(state);
  CHECK(std::holds_alternative<wire::State>(
      admit(incoming(wire::state_topic(kMonitor), std::string(bytes.begin(), bytes.end())))));
  state.monitor = "LG-000002";
  bytes = wire::encode(state);
  CHECK(dead(admit(incoming(wire::state_topic(kMonitor), std::string(bytes.begin(), bytes.end())))).reason ==
        DeadReason::wrong_identity);
}
