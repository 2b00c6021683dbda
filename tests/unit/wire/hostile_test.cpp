// Fault rows E1 to E3: nothing that arrives may crash, read out of bounds (these run under ASan, and every buffer is
// exactly as long as the message), take long, or give what is not bounded.
#include <chrono>
#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "common/base/text.hpp"
#include "schemas/monitor_generated.h"
#include "tests/unit/wire/samples.hpp"

using namespace liftguard;
using namespace liftguard::wire;

namespace {

void check_bounded(const std::string& text) {
  CHECK(text.size() <= kMaxText);
  CHECK(is_utf8(text));
}

void check_bounded(const Envelope& envelope) {
  check_bounded(envelope.monitor);
  CHECK(envelope.episodes.size() <= kMaxEpisodeMarks);
  CHECK(envelope.seq <= kMaxNumber);
  if (const auto* health = std::get_if<HealthBody>(&envelope.body)) {
    CHECK(std::isfinite(health->temperature_c.value_or(0)));
    CHECK(health->journal.size() <= kJournalRegions);
  }
  if (const auto* answer = std::get_if<CommandAnswerBody>(&envelope.body)) {
    CHECK(answer->detail.size() <= kMaxDetail);
    CHECK(is_utf8(answer->detail));
  }
  if (const auto* request = std::get_if<CertificateRequestBody>(&envelope.body)) CHECK(is_utf8(request->pem));
  const auto* event = std::get_if<EventBody>(&envelope.body);
  if (event == nullptr) return;
  CHECK(std::isfinite(event->position_m.value_or(0)));
  CHECK(event->reasons.size() <= kMaxReasons);
  for (const auto& reason : event->reasons) check_bounded(reason.name);
  for (const auto& value : event->parameters) CHECK(std::isfinite(value.value));
  check_bounded(event->rule);
  check_bounded(event->floor.value_or(""));
}

std::vector<Bytes> valid_messages() {
  return {*encode(sample_envelope(sample_event())),
          *encode(sample_envelope(RideBody{sample_stamp(), utc_from_ms(1), 3.0, "1", "2", 1.0, "up", "both"})),
          *encode(sample_envelope(GapBody{sample_stamp(), Lane::event, 5, 1, 2, GapCause::full})),
          *encode(sample_envelope(sample_self_test())),
          *encode(sample_envelope(last_clip_chunk())),
          *encode(sample_envelope(sample_health())),
          *encode(sample_envelope(CommandAnswerBody{sample_stamp(), 77, CommandOutcome::refused, "engine.trapped_s"})),
          *encode(sample_envelope(CertificateRequestBody{sample_stamp(), "-----BEGIN"})),
          *encode(sample_envelope(
              PassengerAnswerBody{sample_stamp(), 5, 17, PassengerQuestion::anyone_hurt, PassengerReply::yes}))};
}

}  // namespace

TEST_CASE("E1: a message cut at any length is refused") {
  for (const auto& message : valid_messages())
    for (std::size_t length = 0; length < message.size(); ++length) {
      const Bytes cut(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(length));
      const auto got = decode_up(cut);
      if (got) check_bounded(*got);  // trailing padding may be missing
    }
  CHECK(decode_up({}).error().code == "malformed");
}

TEST_CASE("E1: a message with any one byte changed is refused or bounded") {
  std::mt19937 random(1);
  for (const auto& message : valid_messages())
    for (std::size_t at = 0; at < message.size(); ++at)
      for (const std::uint8_t value : {std::uint8_t{0}, std::uint8_t{0xFF}, std::uint8_t{0x7F}, std::uint8_t{0x80},
                                       static_cast<std::uint8_t>(random())}) {
        Bytes spoilt = message;
        spoilt[at] = value;
        if (const auto got = decode_up(spoilt)) check_bounded(*got);
      }
}

TEST_CASE("E1: random bytes and many changes at once are refused or bounded") {
  std::mt19937 random(2);
  const auto messages = valid_messages();
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes = messages[random() % messages.size()];
    for (auto changes = 1 + random() % 16; changes > 0; --changes)
      bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    if (const auto got = decode_up(bytes)) check_bounded(*got);
  }
}

TEST_CASE("E1: states and downs survive the same") {
  Heartbeat beat;
  beat.at = sample_stamp();
  beat.sensors_lost = {"door"};
  std::vector<Bytes> messages{
      encode(State{"LG-000001", Birth{sample_stamp(), "0.1.0", 1, 5, BootReason::power, {"door"}, 7, 1}}),
      encode(State{"LG-000001", beat}),
      encode(State{"LG-000001", Will{77, 1}}),
      encode(Down{Confirm{5, 6, {{Lane::alarm, 3, {{5, 6}}}}}}),
      encode(GatewayEpoch{1, 2}),
      encode(State{"LG-000001", Progress{sample_stamp(), 1, sample_update()}}),
      encode(Down{ImageChunk{1'001, 0, Bytes(100, 1)}}),
      encode(Down{RescueNews{5, 17, RescueStep::accepted, utc_from_ms(1), utc_from_ms(2)}})};
  for (const auto& errand : sample_errands()) messages.push_back(encode(Down{sample_command(errand)}));
  std::mt19937 random(3);
  for (const auto& message : messages) {
    for (std::size_t length = 0; length <= message.size(); ++length) {
      const Bytes cut(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(length));
      (void)decode_state(cut);
      (void)decode_down(cut);
      (void)decode_gateway(cut);
    }
    for (int round = 0; round < 5'000; ++round) {
      Bytes spoilt = message;
      for (auto changes = 1 + random() % 8; changes > 0; --changes)
        spoilt[random() % spoilt.size()] = static_cast<std::uint8_t>(random());
      (void)decode_state(spoilt);
      (void)decode_down(spoilt);
      (void)decode_gateway(spoilt);
    }
  }
  SUCCEED();
}

TEST_CASE("E3: a message of many tables is refused by our limit, quickly") {
  flatbuffers::FlatBufferBuilder builder;
  std::vector<flatbuffers::Offset<fb::Reason>> reasons(1'000, fb::CreateReason(builder));
  const auto list = builder.CreateVector(reasons);
  fb::EventBuilder event(builder);
  event.add_reasons(list);
  const auto body = event.Finish().Union();
  builder.Finish(fb::CreateRecord(builder, fb::Body::Event, body), "LGR1");
  const Bytes record(builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize());
  CHECK(decode_record(record).error().code == "malformed");

  const auto message = *encode_up(sample_envelope({}), record);
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) CHECK(decode_up(message).error().code == "malformed");
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(100));
}

TEST_CASE("E2: 1 MB of text, bad UTF-8 and control characters") {
  CHECK(decode_up(Bytes(1'000'000, 'x')).error().code == "too_large");
  flatbuffers::FlatBufferBuilder builder;
  const auto rule = builder.CreateString(std::string(10'000, 'x'));
  const auto floor = builder.CreateString("\xED\xA0\x80\r\n");
  fb::EventBuilder event(builder);
  event.add_rule(rule);
  event.add_floor(floor);
  const auto body = event.Finish().Union();
  builder.Finish(fb::CreateRecord(builder, fb::Body::Event, body), "LGR1");
  const auto got = decode_up(*encode_up(sample_envelope({}), {builder.GetBufferPointer(), builder.GetSize()}));
  REQUIRE(got.has_value());
  check_bounded(*got);
  CHECK(got->absurd == std::vector<std::string>{"kind", "at", "floor", "rule"});
}

TEST_CASE("a body of a newer schema is kept as bytes") {
  flatbuffers::FlatBufferBuilder builder;
  const auto stamp = fb::CreateStamp(builder, 1).Union();
  builder.Finish(fb::CreateRecord(builder, static_cast<fb::Body>(99), stamp), "LGR1");
  const Bytes record(builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize());
  const auto got = decode_up(*encode_up(sample_envelope({}), record));
  REQUIRE(got.has_value());
  CHECK(std::get<UnknownBody>(got->body).type == 99);
  CHECK(got->record == record);
}
