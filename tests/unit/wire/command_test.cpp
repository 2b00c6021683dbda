#include <catch2/catch.hpp>

#include "schemas/monitor_generated.h"
#include "tests/unit/wire/samples.hpp"

using namespace liftguard;
using namespace liftguard::wire;

namespace {

Command through(const Command& command) {
  return std::get<Command>(*decode_down(encode(Down{command})));
}

std::string unreadable(const Errand& errand) {
  const auto got = through(sample_command(errand)).errand;
  const auto* why = std::get_if<UnreadableErrand>(&got);
  return why == nullptr ? "readable" : why->why;
}

// As a gateway of another schema, or somebody else, might send it.
Bytes raw_command(std::uint64_t id, std::int64_t expires_ms, fb::Errand type, bool with_errand) {
  flatbuffers::FlatBufferBuilder builder;
  const auto errand = with_errand ? fb::CreateTestNow(builder).Union() : 0;
  const auto command = fb::CreateCommand(builder, id, expires_ms, type, errand);
  builder.Finish(fb::CreateDown(builder, fb::Order::Command, command.Union()), "LGD1");
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace

TEST_CASE("a command of every errand comes back, and passes the limits") {
  for (const auto& errand : sample_errands()) {
    INFO(errand_name(errand));
    CHECK(unfit_because(errand).empty());
    CHECK(through(sample_command(errand)) == sample_command(errand));
  }
  CHECK(unreadable(Configure{std::string(kMaxSettingsBytes, '#')}) == "readable");
  CHECK(unreadable(Configure{}) == "readable");  // back to the box's own file
  CHECK(unreadable(InstallCertificate{std::string(kMaxCertificatePem, 'x')}) == "readable");
  CHECK(unreadable(Identify{kMaxIdentifySeconds}) == "readable");
}

TEST_CASE("every errand has a name") {
  std::vector<std::string_view> names;
  for (const auto& errand : sample_errands()) names.push_back(errand_name(errand));
  CHECK(names == std::vector<std::string_view>{"configure", "request_clip", "request_clip", "test_now", "identify",
                                               "reboot", "offer_image", "install_certificate"});
  CHECK(errand_name(UnknownErrand{}) == "unknown");
  CHECK(errand_name(UnreadableErrand{}) == "unreadable");
}

TEST_CASE("E2: an errand whose fields cannot be is unreadable and names the field, its id stays") {
  const auto at = utc_from_ms(1'795'000'000'000);
  CHECK(unreadable(Configure{std::string(kMaxSettingsBytes + 1, '#')}) == "toml");
  CHECK(unreadable(Configure{"a = \"\xED\xA0\x80\""}) == "toml");
  CHECK(unreadable(Configure{std::string("a = 1\0", 6)}) == "toml");
  CHECK(unreadable(Configure{"a = 1 \x1B[2J"}) == "toml");
  CHECK(unreadable(RequestClip{RecordName{5, Lane::alarm, 0}}) == "journal, lane, seq");
  CHECK(unreadable(RequestClip{RecordName{5, Lane::alarm, kMaxNumber + 1}}) == "journal, lane, seq");
  CHECK(unreadable(RequestClip{RecordName{5, Lane::gateway, 1}}) == "journal, lane, seq");
  CHECK(unreadable(RequestClip{ClipSpan{at, at}}) == "from_ms, to_ms");
  CHECK(unreadable(RequestClip{ClipSpan{utc_from_ms(0), at}}) == "from_ms, to_ms");
  CHECK(unreadable(RequestClip{ClipSpan{at, utc_from_ms(4'102'444'800'000)}}) == "from_ms, to_ms");
  CHECK(unreadable(Identify{0}) == "seconds");
  CHECK(unreadable(Identify{kMaxIdentifySeconds + 1}) == "seconds");
  CHECK(unreadable(OfferImage{Bytes(kImageHeaderBytes - 1)}) == "header");
  CHECK(unreadable(OfferImage{Bytes(kImageHeaderBytes + 1)}) == "header");
  CHECK(unreadable(InstallCertificate{}) == "pem");
  CHECK(unreadable(InstallCertificate{std::string(kMaxCertificatePem + 1, 'x')}) == "pem");
  CHECK(through(sample_command(Identify{0})).id == 77);
}

TEST_CASE(
    "what this build has no means for can be answered: an unknown errand, one that is missing, an absurd expiry") {
  const auto read = [](const Bytes& bytes) { return std::get<Command>(*decode_down(bytes)); };
  CHECK(read(raw_command(9, 5, static_cast<fb::Errand>(200), true)) == Command{9, utc_from_ms(5), UnknownErrand{200}});
  CHECK(read(raw_command(9, 5, fb::Errand::NONE, false)) == Command{9, utc_from_ms(5), UnreadableErrand{"no errand"}});
  CHECK(read(raw_command(9, 5, fb::Errand::Configure, false)).errand == Errand{UnreadableErrand{"no errand"}});
  CHECK(read(raw_command(9, -1, fb::Errand::TestNow, true)).errand == Errand{UnreadableErrand{"expires_ms"}});
  CHECK(read(raw_command(kMaxNumber, 5, fb::Errand::TestNow, true)).id == kMaxNumber);
}

TEST_CASE("a command without a usable id is refused: nobody could be answered") {
  for (const std::uint64_t id : {std::uint64_t{0}, kMaxNumber + 1})
    CHECK(decode_down(raw_command(id, 5, fb::Errand::TestNow, true)).error().code == "absurd");
}
