#include <limits>

#include <catch2/catch.hpp>

#include "tests/unit/wire/samples.hpp"

using namespace liftguard;
using namespace liftguard::wire;

namespace {

template <class Sent>
Sent through(const Sent& body, std::vector<std::string> absurd = {}) {
  const auto decoded = decode_up(*encode(sample_envelope(body)));
  REQUIRE(decoded.has_value());
  CHECK(decoded->absurd == absurd);
  CHECK_FALSE(kind_of(decoded->body));
  return std::get<Sent>(decoded->body);
}

}  // namespace

TEST_CASE("a command's answer comes back, cut at a character where it says too much") {
  const CommandAnswerBody answer{sample_stamp(), 77, CommandOutcome::busy, "有人被困 (an episode is open)"};
  const auto got = through(answer);
  CHECK(got.at == answer.at);
  CHECK(got.command == 77);
  CHECK(got.outcome == CommandOutcome::busy);
  CHECK(got.detail == answer.detail);

  std::string much;
  for (int i = 0; i < 100; ++i) much += "困";
  const auto cut = through(CommandAnswerBody{sample_stamp(), 77, CommandOutcome::failed, much});
  CHECK(cut.detail == much.substr(0, 198));
  CHECK(through(CommandAnswerBody{sample_stamp(), 77, static_cast<CommandOutcome>(8), ""}, {"outcome"}).outcome ==
        CommandOutcome::none);
}

TEST_CASE("a health report comes back with every value") {
  const auto health = sample_health();
  const auto got = through(health);
  CHECK(got.at == health.at);
  CHECK(got.uptime_s == health.uptime_s);
  CHECK(got.boots == health.boots);
  CHECK(got.reset_reason == health.reset_reason);
  CHECK(got.cpu_per_mille == health.cpu_per_mille);
  CHECK(got.resident_kib == health.resident_kib);
  CHECK(got.journal == health.journal);
  CHECK(got.storage_free_kib == health.storage_free_kib);
  CHECK(got.temperature_c == health.temperature_c);
  CHECK(got.battery_volts == health.battery_volts);
  CHECK(got.samples == health.samples);
  CHECK(got.samples_late == health.samples_late);
  CHECK(got.dropped == health.dropped);
  CHECK(got.connects == health.connects);
  CHECK(got.disconnects == health.disconnects);
  CHECK(got.sent == health.sent);
  CHECK(got.resent == health.resent);
  CHECK(got.update == health.update);
  CHECK(got.safe_mode == false);
  CHECK(got.battery_percent == health.battery_percent);
}

TEST_CASE("what a health report did not measure is absent at the other end") {
  HealthBody empty;
  empty.at = sample_stamp();
  const auto got = through(empty);
  CHECK(got.reset_reason == BootReason::unknown);
  CHECK(got.journal.empty());
  CHECK_FALSE((got.uptime_s || got.boots || got.cpu_per_mille || got.resident_kib || got.storage_free_kib));
  CHECK_FALSE((got.temperature_c || got.battery_volts || got.samples || got.samples_late || got.dropped));
  CHECK_FALSE((got.connects || got.disconnects || got.sent || got.resent || got.update || got.safe_mode));
  CHECK_FALSE(got.battery_percent);
}

TEST_CASE("E2: of a health report what cannot be is left out and named, the rest stays") {
  struct Case {
    const char* field;
    void (*spoil)(HealthBody&);
  };
  for (const Case& c :
       {Case{"boots", [](HealthBody& h) { h.boots = kMaxNumber + 1; }},
        Case{"temperature_c", [](HealthBody& h) { h.temperature_c = std::numeric_limits<double>::quiet_NaN(); }},
        Case{"temperature_c", [](HealthBody& h) { h.temperature_c = 201.0; }},
        Case{"battery_volts", [](HealthBody& h) { h.battery_volts = -1.0; }},
        Case{"reset_reason", [](HealthBody& h) { h.reset_reason = static_cast<BootReason>(7); }},
        Case{"journal", [](HealthBody& h) { h.journal[1].region = JournalRegion::alarm; }},
        Case{"journal", [](HealthBody& h) { h.journal[0].region = static_cast<JournalRegion>(4); }},
        Case{"journal", [](HealthBody& h) { h.journal[0].erases = kMaxNumber + 1; }},
        Case{"battery_percent", [](HealthBody& h) { h.battery_percent = 101; }},
        Case{"update", [](HealthBody& h) { h.update->phase = static_cast<UpdatePhase>(5); }}}) {
    INFO(c.field);
    auto health = sample_health();
    c.spoil(health);
    CHECK(through(health, {c.field}).samples == health.samples);
  }
}

TEST_CASE("a request for a certificate comes back line by line, or empty where it cannot be one") {
  const std::string pem = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n";
  CHECK(through(CertificateRequestBody{sample_stamp(), pem}).pem == pem);
  CHECK(through(CertificateRequestBody{sample_stamp(), std::string(kMaxRequestPem, 'x')}).pem.size() == kMaxRequestPem);
  CHECK(through(CertificateRequestBody{sample_stamp(), std::string(kMaxRequestPem + 1, 'x')}, {"pem"}).pem.empty());
  CHECK(through(CertificateRequestBody{sample_stamp(), pem + "\x1B[2J"}, {"pem"}).pem.empty());
}

TEST_CASE("what the people in the car answered comes back; a newer question is an unknown one") {
  const PassengerAnswerBody answer{sample_stamp(), 5, 17, PassengerQuestion::anyone_hurt, PassengerReply::yes};
  const auto got = through(answer);
  CHECK(got.at == answer.at);
  CHECK(got.journal == 5);
  CHECK(got.episode == 17);
  CHECK(got.question == PassengerQuestion::anyone_hurt);
  CHECK(got.reply == PassengerReply::yes);
  auto newer = answer;
  newer.question = static_cast<PassengerQuestion>(2);
  CHECK(through(newer, {"question"}).question == PassengerQuestion::unknown);
}
