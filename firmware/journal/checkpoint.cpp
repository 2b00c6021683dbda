#include "firmware/journal/checkpoint.hpp"

#include <algorithm>

#include "firmware/journal/little_endian.hpp"

namespace liftguard::journal {
namespace {

constexpr std::uint8_t kVersion = 1;

struct SavedInterval {
  std::uint64_t journal;
  Lane lane;
  std::uint64_t first, last;
};

// The lowest intervals of every lane come first: they are the contiguous marks.
std::vector<SavedInterval> intervals_to_save(const Checkpoint& checkpoint) {
  std::vector<SavedInterval> out;
  for (std::size_t depth = 0; out.size() < kMaxSavedIntervals; ++depth) {
    const auto before = out.size();
    for (const auto& [key, marks] : checkpoint.marks)
      if (depth < marks.intervals().size() && out.size() < kMaxSavedIntervals) {
        const auto& [first, last] = *std::next(marks.intervals().begin(), static_cast<std::ptrdiff_t>(depth));
        out.push_back({key.first, key.second, first, last});
      }
    if (out.size() == before) break;
  }
  return out;
}

}  // namespace

std::vector<std::uint8_t> encode(const Checkpoint& checkpoint) {
  std::vector<std::uint8_t> out;
  put(out, kVersion);
  put(out, checkpoint.incarnation);
  const auto intervals = intervals_to_save(checkpoint);
  put(out, static_cast<std::uint16_t>(intervals.size()));
  for (const auto& interval : intervals) {
    put(out, interval.journal);
    put(out, static_cast<std::uint8_t>(interval.lane));
    put(out, interval.first);
    put(out, interval.last);
  }
  const auto damage = std::min(checkpoint.damage.size(), kMaxKnownDamage);
  put(out, static_cast<std::uint16_t>(damage));
  for (std::size_t i = 0; i < damage; ++i) {
    put(out, checkpoint.damage[i].at);
    put(out, checkpoint.damage[i].first_number);
  }
  put(out, static_cast<std::uint16_t>(checkpoint.bad.size()));
  for (const auto& bad : checkpoint.bad) {
    put(out, bad.sector);
    put(out, static_cast<std::uint8_t>(bad.content));
  }
  put(out, static_cast<std::uint16_t>(checkpoint.retention.entries().size()));
  for (const auto& entry : checkpoint.retention.entries()) {
    put(out, entry.journal);
    put(out, static_cast<std::uint8_t>(entry.lane));
    put(out, entry.week);
    put(out, entry.up_to);
  }
  return out;
}

std::optional<Checkpoint> decode_checkpoint(std::span<const std::uint8_t> bytes) {
  Taker taker(bytes);
  if (taker.take<std::uint8_t>() != kVersion) return std::nullopt;
  Checkpoint out;
  out.incarnation = taker.take<std::uint64_t>();
  for (auto n = taker.take<std::uint16_t>(); n > 0 && taker.ok(); --n) {
    const auto journal = taker.take<std::uint64_t>();
    const auto lane = taker.take<std::uint8_t>();
    const auto first = taker.take<std::uint64_t>();
    const auto last = taker.take<std::uint64_t>();
    if (!taker.ok() || lane >= 3 || first == 0 || last < first) return std::nullopt;
    out.marks[{journal, static_cast<Lane>(lane)}].add(first, last);
  }
  for (auto n = taker.take<std::uint16_t>(); n > 0 && taker.ok(); --n) {
    const auto at = taker.take<std::uint32_t>();
    out.damage.push_back({at, taker.take<std::uint64_t>()});
  }
  const bool of_first_version = taker.ok() && taker.empty();
  if (of_first_version) return out;
  for (auto n = taker.take<std::uint16_t>(); n > 0 && taker.ok(); --n) {
    const auto sector = taker.take<std::uint32_t>();
    out.bad.push_back({sector, static_cast<BadSector::Content>(taker.take<std::uint8_t>())});
  }
  std::vector<ConfirmedBy> confirmed;
  for (auto n = taker.take<std::uint16_t>(); n > 0 && taker.ok(); --n) {
    ConfirmedBy entry;
    entry.journal = taker.take<std::uint64_t>();
    entry.lane = static_cast<Lane>(taker.take<std::uint8_t>());
    entry.week = taker.take<std::uint32_t>();
    entry.up_to = taker.take<std::uint64_t>();
    confirmed.push_back(entry);
  }
  out.retention = Retention(std::move(confirmed));
  return taker.ok() ? std::optional{out} : std::nullopt;
}

}  // namespace liftguard::journal
