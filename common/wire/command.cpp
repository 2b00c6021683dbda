#include "common/wire/command.hpp"

#include <array>

#include "common/wire/bounds.hpp"
#include "common/wire/command_codec.hpp"

namespace liftguard::wire {
namespace {

using Builder = flatbuffers::FlatBufferBuilder;

struct WrittenErrand {
  fb::Errand type = fb::Errand::NONE;
  flatbuffers::Offset<void> errand;
};

WrittenErrand write(Builder&, const UnknownErrand&) {
  return {};
}
WrittenErrand write(Builder&, const UnreadableErrand&) {
  return {};
}
WrittenErrand write(Builder& builder, const Configure& configure) {
  return {fb::Errand::Configure, fb::CreateConfigure(builder, write_lines(builder, configure.toml)).Union()};
}
WrittenErrand write(Builder& builder, const RequestClip& request) {
  if (const auto* span = std::get_if<ClipSpan>(&request.of))
    return {fb::Errand::RequestClip, fb::CreateRequestClip(builder, to_ms(span->from), to_ms(span->to)).Union()};
  const auto& record = std::get<RecordName>(request.of);
  return {fb::Errand::RequestClip,
          fb::CreateRequestClip(builder, 0, 0, record.journal, static_cast<fb::Lane>(record.lane), record.seq).Union()};
}
WrittenErrand write(Builder& builder, const TestNow&) {
  return {fb::Errand::TestNow, fb::CreateTestNow(builder).Union()};
}
WrittenErrand write(Builder& builder, const Identify& identify) {
  return {fb::Errand::Identify, fb::CreateIdentify(builder, identify.seconds).Union()};
}
WrittenErrand write(Builder& builder, const Reboot&) {
  return {fb::Errand::Reboot, fb::CreateReboot(builder).Union()};
}
WrittenErrand write(Builder& builder, const OfferImage& offer) {
  return {fb::Errand::OfferImage, fb::CreateOfferImage(builder, builder.CreateVector(offer.header)).Union()};
}
WrittenErrand write(Builder& builder, const InstallCertificate& install) {
  return {fb::Errand::InstallCertificate,
          fb::CreateInstallCertificate(builder, write_lines(builder, install.pem)).Union()};
}

std::string unfit(const UnknownErrand&) {
  return "unknown errand";
}
std::string unfit(const UnreadableErrand& errand) {
  return errand.why;
}
std::string unfit(const Configure& configure) {
  return is_lines(configure.toml, kMaxSettingsBytes) ? "" : "toml";
}
std::string unfit(const RequestClip& request) {
  if (const auto* span = std::get_if<ClipSpan>(&request.of)) {
    const bool possible = to_ms(span->from) > 0 && span->from < span->to && to_ms(span->to) < kLatestMs;
    return possible ? "" : "from_ms, to_ms";
  }
  const auto& record = std::get<RecordName>(request.of);
  const auto is_number = [](std::uint64_t value) { return value != 0 && value <= kMaxNumber; };
  return is_number(record.journal) && is_number(record.seq) && record.lane <= Lane::bulk ? "" : "journal, lane, seq";
}
std::string unfit(const TestNow&) {
  return {};
}
std::string unfit(const Identify& identify) {
  return identify.seconds != 0 && identify.seconds <= kMaxIdentifySeconds ? "" : "seconds";
}
std::string unfit(const Reboot&) {
  return {};
}
std::string unfit(const OfferImage& offer) {
  return offer.header.size() == kImageHeaderBytes ? "" : "header";
}
std::string unfit(const InstallCertificate& install) {
  return !install.pem.empty() && is_lines(install.pem, kMaxCertificatePem) ? "" : "pem";
}

Errand read(const fb::RequestClip& request) {
  if (request.journal() != 0)
    return RequestClip{RecordName{request.journal(), static_cast<Lane>(request.lane()), request.seq()}};
  Bounds bounds;
  const auto from = bounds.time(request.from_ms(), "from_ms");
  const auto to = bounds.time(request.to_ms(), "to_ms");
  if (!from || !to) return UnreadableErrand{"from_ms, to_ms"};
  return RequestClip{ClipSpan{*from, *to}};
}

Errand read_errand(const fb::Command& command) {
  if (command.errand() == nullptr) return UnreadableErrand{"no errand"};
  switch (command.errand_type()) {
    case fb::Errand::Configure:
      return Configure{std::string(view(command.errand_as_Configure()->toml()))};
    case fb::Errand::RequestClip:
      return read(*command.errand_as_RequestClip());
    case fb::Errand::TestNow:
      return TestNow{};
    case fb::Errand::Identify:
      return Identify{command.errand_as_Identify()->seconds()};
    case fb::Errand::Reboot:
      return Reboot{};
    case fb::Errand::OfferImage: {
      OfferImage out;
      if (const auto* header = command.errand_as_OfferImage()->header())
        out.header.assign(header->begin(), header->end());
      return out;
    }
    case fb::Errand::InstallCertificate:
      return InstallCertificate{std::string(view(command.errand_as_InstallCertificate()->pem()))};
    case fb::Errand::NONE:
      break;
  }
  return UnknownErrand{static_cast<std::uint8_t>(command.errand_type())};
}

}  // namespace

std::string unfit_because(const Errand& errand) {
  return std::visit([](const auto& one) { return unfit(one); }, errand);
}

std::string_view errand_name(const Errand& errand) {
  static constexpr std::array<std::string_view, std::variant_size_v<Errand>> kNames{
      "unknown",  "unreadable", "configure",   "request_clip",       "test_now",
      "identify", "reboot",     "offer_image", "install_certificate"};
  return kNames.at(errand.index());
}

flatbuffers::Offset<fb::Command> write_command(Builder& builder, const Command& command) {
  const auto errand = std::visit([&](const auto& one) { return write(builder, one); }, command.errand);
  return fb::CreateCommand(builder, command.id, to_ms(command.expires), errand.type, errand.errand);
}

Result<Command> read_command(const fb::Command& command) {
  if (command.id() == 0 || command.id() > kMaxNumber) return refuse("absurd", "command id");
  Bounds bounds;
  const auto expires = bounds.time(command.expires_ms(), "expires_ms");
  if (!expires) return Command{command.id(), {}, UnreadableErrand{"expires_ms"}};
  Command out{command.id(), *expires, read_errand(command)};
  if (std::holds_alternative<UnknownErrand>(out.errand)) return out;
  if (auto why = unfit_because(out.errand); !why.empty()) out.errand = UnreadableErrand{std::move(why)};
  return out;
}

}  // namespace liftguard::wire
