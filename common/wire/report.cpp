#include <algorithm>
#include <array>

#include "common/wire/report_codec.hpp"

namespace liftguard::wire {
namespace {

using Builder = flatbuffers::FlatBufferBuilder;

flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<fb::RegionHealth>>> write_regions(
    Builder& builder, std::span<const RegionHealth> regions) {
  std::vector<flatbuffers::Offset<fb::RegionHealth>> out;
  for (const auto& one : regions.first(std::min(regions.size(), kJournalRegions)))
    out.push_back(fb::CreateRegionHealth(builder, static_cast<fb::JournalRegion>(one.region), to_wire(one.records),
                                         to_wire(one.sectors), to_wire(one.erases), to_wire(one.most_erases),
                                         to_wire(one.worn_out)));
  return out.empty() ? 0 : builder.CreateVector(out);
}

// A region that this build does not know, or that came already, is left out.
std::vector<RegionHealth> read_regions(const flatbuffers::Vector<flatbuffers::Offset<fb::RegionHealth>>* regions,
                                       Bounds& bounds) {
  std::vector<RegionHealth> out;
  if (regions == nullptr) return out;
  std::array<bool, kJournalRegions> seen{};
  const auto count = bounds.length(regions->size(), kJournalRegions, "journal");
  for (flatbuffers::uoffset_t i = 0; i < count; ++i) {
    const auto& one = *regions->Get(i);
    const auto number = static_cast<std::size_t>(one.region());
    if (number >= kJournalRegions || seen[number]) {
      bounds.note("journal");
      continue;
    }
    seen[number] = true;
    out.push_back({static_cast<JournalRegion>(number), bounds.count(one.records(), "journal"),
                   optional_of(one.sectors()), bounds.count(one.erases(), "journal"),
                   bounds.count(one.most_erases(), "journal"), optional_of(one.worn_out())});
  }
  return out;
}

std::optional<std::uint32_t> percent_of(const flatbuffers::Optional<std::uint32_t>& value, Bounds& bounds) {
  if (!value || *value <= 100) return optional_of(value);
  bounds.note("battery_percent");
  return std::nullopt;
}

}  // namespace

WrittenBody write(Builder& builder, const CommandAnswerBody& answer) {
  const auto at = write_stamp(builder, answer.at);
  const auto detail = write_text(builder, answer.detail, kMaxDetail);
  return {fb::Body::CommandAnswer,
          fb::CreateCommandAnswer(builder, at, answer.command, static_cast<fb::CommandOutcome>(answer.outcome), detail)
              .Union()};
}

WrittenBody write(Builder& builder, const HealthBody& health) {
  const auto at = write_stamp(builder, health.at);
  const auto journal = write_regions(builder, health.journal);
  const auto update = health.update ? write_update(builder, *health.update) : 0;
  return {fb::Body::Health,
          fb::CreateHealth(builder, at, to_wire(health.uptime_s), to_wire(health.boots),
                           static_cast<fb::BootReason>(health.reset_reason), to_wire(health.cpu_per_mille),
                           to_wire(health.resident_kib), journal, to_wire(health.storage_free_kib),
                           to_wire(health.temperature_c), to_wire(health.battery_volts), to_wire(health.samples),
                           to_wire(health.samples_late), to_wire(health.dropped), to_wire(health.connects),
                           to_wire(health.disconnects), to_wire(health.sent), to_wire(health.resent), update,
                           to_wire(health.safe_mode), to_wire(health.battery_percent))
              .Union()};
}

WrittenBody write(Builder& builder, const CertificateRequestBody& request) {
  const auto at = write_stamp(builder, request.at);
  const auto pem = write_lines(builder, request.pem);
  return {fb::Body::CertificateRequest, fb::CreateCertificateRequest(builder, at, pem).Union()};
}

WrittenBody write(Builder& builder, const PassengerAnswerBody& answer) {
  return {fb::Body::PassengerAnswer,
          fb::CreatePassengerAnswer(builder, write_stamp(builder, answer.at), answer.journal, answer.episode,
                                    static_cast<fb::PassengerQuestion>(answer.question),
                                    static_cast<fb::PassengerReply>(answer.reply))
              .Union()};
}

CommandAnswerBody read(const fb::CommandAnswer& answer, Bounds& bounds) {
  CommandAnswerBody out;
  out.at = bounds.stamp(answer.at(), "at");
  out.command = bounds.count(answer.command(), "command");
  out.outcome = bounds.choice<CommandOutcome>(answer.outcome(), 8, "outcome");
  out.detail = bounds.text(answer.detail(), "detail", kMaxDetail);
  return out;
}

HealthBody read(const fb::Health& health, Bounds& bounds) {
  HealthBody out;
  out.at = bounds.stamp(health.at(), "at");
  out.uptime_s = bounds.count(health.uptime_s(), "uptime_s");
  out.boots = bounds.count(health.boots(), "boots");
  out.reset_reason = bounds.choice<BootReason>(health.reset_reason(), 7, "reset_reason");
  out.cpu_per_mille = optional_of(health.cpu_per_mille());
  out.resident_kib = bounds.count(health.resident_kib(), "resident_kib");
  out.journal = read_regions(health.journal(), bounds);
  out.storage_free_kib = bounds.count(health.storage_free_kib(), "storage_free_kib");
  out.temperature_c = bounds.number(health.temperature_c(), kCelsius, "temperature_c");
  out.battery_volts = bounds.number(health.battery_volts(), kVolts, "battery_volts");
  out.samples = bounds.count(health.samples(), "samples");
  out.samples_late = bounds.count(health.samples_late(), "samples_late");
  out.dropped = bounds.count(health.dropped(), "dropped");
  out.connects = bounds.count(health.connects(), "connects");
  out.disconnects = bounds.count(health.disconnects(), "disconnects");
  out.sent = bounds.count(health.sent(), "sent");
  out.resent = bounds.count(health.resent(), "resent");
  if (const auto* update = health.update()) out.update = bounds.update(*update);
  out.safe_mode = optional_of(health.safe_mode());
  out.battery_percent = percent_of(health.battery_percent(), bounds);
  return out;
}

CertificateRequestBody read(const fb::CertificateRequest& request, Bounds& bounds) {
  CertificateRequestBody out;
  out.at = bounds.stamp(request.at(), "at");
  out.pem = bounds.lines(request.pem(), "pem", kMaxRequestPem);
  return out;
}

PassengerAnswerBody read(const fb::PassengerAnswer& answer, Bounds& bounds) {
  PassengerAnswerBody out;
  out.at = bounds.stamp(answer.at(), "at");
  out.journal = bounds.count(answer.journal(), "journal");
  out.episode = bounds.count(answer.episode(), "episode");
  out.question = bounds.choice<PassengerQuestion>(answer.question(), 2, "question");
  out.reply = bounds.choice<PassengerReply>(answer.reply(), 3, "reply");
  return out;
}

}  // namespace liftguard::wire
