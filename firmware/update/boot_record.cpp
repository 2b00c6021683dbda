#include "firmware/update/boot_record.hpp"

#include <algorithm>
#include <vector>

#include "common/base/checksum.hpp"
#include "firmware/journal/little_endian.hpp"

namespace liftguard::update {
namespace {

constexpr std::uint32_t kMagic = 0x3142474C;  // "LGB1"
constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kCrcAt = kRecordSize - 4;

std::optional<NumberedRecord> read_copy(Slots& slots, Copy copy) {
  try {
    const auto bytes = slots.read_record(copy);
    return bytes ? decode(*bytes) : std::nullopt;
  } catch (const DeviceError&) {
    return std::nullopt;
  }
}

}  // namespace

BootRecord rolled_back(BootRecord record, std::uint64_t version, Reason why) {
  record.trial = false;
  record.starts = 0;
  record.received = 0;
  record.failed_reason = why;
  if (version != 0) record.failed_version = version;
  return record;
}

RecordBytes encode(const NumberedRecord& numbered) {
  const auto& record = numbered.record;
  std::vector<std::uint8_t> out;
  journal::put(out, kMagic);
  journal::put(out, kFormat);
  journal::put(out, static_cast<std::uint8_t>(record.confirmed));
  journal::put(out, static_cast<std::uint8_t>(record.trial ? 1 : 0));
  journal::put(out, record.starts);
  journal::put(out, numbered.number);
  journal::put(out, record.highest);
  journal::put(out, record.failed_version);
  journal::put(out, static_cast<std::uint64_t>(record.failed_reason));
  journal::put(out, record.received);
  out.resize(kCrcAt, 0);
  journal::put(out, crc32c(out));
  RecordBytes bytes{};
  std::copy(out.begin(), out.end(), bytes.begin());
  return bytes;
}

std::optional<NumberedRecord> decode(const RecordBytes& bytes) {
  const std::span<const std::uint8_t> all(bytes);
  if (journal::Taker(all.subspan(kCrcAt)).take<std::uint32_t>() != crc32c(all.first(kCrcAt))) return std::nullopt;
  journal::Taker taker(all);
  if (taker.take<std::uint32_t>() != kMagic || taker.take<std::uint8_t>() != kFormat) return std::nullopt;
  NumberedRecord out;
  const auto slot = taker.take<std::uint8_t>();
  const auto trial = taker.take<std::uint8_t>();
  if (slot > 1 || trial > 1) return std::nullopt;
  out.record.confirmed = static_cast<Slot>(slot);
  out.record.trial = trial == 1;
  out.record.starts = taker.take<std::uint8_t>();
  out.number = taker.take<std::uint64_t>();
  out.record.highest = taker.take<std::uint64_t>();
  out.record.failed_version = taker.take<std::uint64_t>();
  out.record.failed_reason = static_cast<Reason>(taker.take<std::uint64_t>());
  out.record.received = taker.take<std::uint64_t>();
  return out;
}

RecordKeeper::RecordKeeper(Slots& slots) : slots_(slots) {
  load();
}

void RecordKeeper::load() {
  const auto first = read_copy(slots_, Copy::first), second = read_copy(slots_, Copy::second);
  const bool second_counts = second && (!first || second->number > first->number);
  const auto& counts = second_counts ? second : first;
  next_ = second_counts ? Copy::first : counts ? Copy::second : Copy::first;
  number_ = counts ? counts->number : 0;
  record_ = counts ? std::optional(counts->record) : std::nullopt;
}

void RecordKeeper::write(const BootRecord& record) {
  try {
    slots_.write_record(next_, encode({number_ + 1, record}));
  } catch (const DeviceError&) {
    load();
    throw;
  }
  record_ = record;
  ++number_;
  next_ = next_ == Copy::first ? Copy::second : Copy::first;
}

}  // namespace liftguard::update
