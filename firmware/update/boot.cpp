#include "firmware/update/boot.hpp"

#include <algorithm>
#include <vector>

namespace liftguard::update {
namespace {

constexpr std::size_t kPiece = 64 * 1024;  // bytes read at a time

std::size_t index(Slot slot) {
  return static_cast<std::size_t>(slot);
}

BootRecord first_record(const BootFacts& facts) {
  BootRecord record;
  const auto &a = facts.whole[0], &b = facts.whole[1];
  record.confirmed = b && (!a || *b > *a) ? Slot::b : Slot::a;
  record.highest = facts.whole[index(record.confirmed)].value_or(0);
  return record;
}

Reason end_of_trial(const BootRecord& record, const BootFacts& facts) {
  if (!facts.whole[index(record.spare())]) return Reason::trial_damaged;
  if (record.starts > 0 && facts.last_end == LastEnd::crash) return Reason::trial_crashed;
  if (record.starts >= kTrialStarts) return Reason::trial_starts_used;
  return Reason::none;
}

// The confirmed image, or what can stand in for it.
BootChoice choose_confirmed(BootRecord record, const BootFacts& facts, Reason reason) {
  if (facts.whole[index(record.confirmed)]) return {record.confirmed, record, reason};
  if (!facts.whole[index(record.spare())]) return {record.confirmed, record, Reason::nothing_whole};
  record.confirmed = record.spare();
  record.received = 0;
  return {record.confirmed, record, Reason::confirmed_damaged};
}

bool has_digest(Slots& slots, Slot slot, const ImageHeader& header) {
  PayloadDigest digest;
  std::vector<std::uint8_t> piece(kPiece);
  for (std::uint64_t at = kHeaderSize; at < header.image_size();) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), header.image_size() - at));
    const auto got = slots.read(slot, at, std::span(piece).first(wanted));
    if (got == 0) return false;
    digest.add(Bytes(piece).first(got));
    at += got;
  }
  return digest.finish() == header.payload_digest;
}

}  // namespace

BootChoice choose_boot(const std::optional<BootRecord>& stored, const BootFacts& facts) {
  if (!stored) return choose_confirmed(first_record(facts), facts, Reason::none);
  auto record = *stored;
  if (!record.trial) return choose_confirmed(record, facts, Reason::none);
  const auto end = end_of_trial(record, facts);
  if (end == Reason::none) {
    ++record.starts;
    return {record.spare(), record, Reason::none};
  }
  return choose_confirmed(rolled_back(record, facts.whole[index(record.spare())].value_or(0), end), facts, end);
}

std::optional<std::uint64_t> whole_image(Slots& slots, Slot slot) {
  try {
    HeaderBytes bytes;
    const auto got = slots.read(slot, 0, bytes);
    const auto header = read_header(Bytes(bytes).first(got));
    if (!header || header->image_size() > slots.capacity() || !has_digest(slots, slot, *header)) return std::nullopt;
    return header->version;
  } catch (const DeviceError&) {
    return std::nullopt;
  }
}

BootChoice prepare_boot(Slots& slots, LastEnd last_end) {
  RecordKeeper keeper(slots);
  const auto stored = keeper.record();
  auto choice = choose_boot(stored, {{whole_image(slots, Slot::a), whole_image(slots, Slot::b)}, last_end});
  if (stored == choice.record) return choice;
  try {
    keeper.write(choice.record);
  } catch (const DeviceError&) {
    choice.reason = Reason::device_failed;
    if (choice.record.trial) choice.slot = choice.record.confirmed;
  }
  return choice;
}

}  // namespace liftguard::update
