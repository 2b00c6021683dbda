#include "firmware/monitor/kept_state.hpp"

#include <array>

#include "firmware/journal/little_endian.hpp"

namespace liftguard::monitor {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::int64_t kStillOpen = -1;

}  // namespace

std::vector<std::uint8_t> encode(const engine::Kept& kept, const EpisodeBook& episodes) {
  std::array<std::uint8_t, engine::Kept::kMaxEncoded> engine_bytes;
  const auto engine_size = engine::encode(kept, engine_bytes);
  std::vector<std::uint8_t> out;
  journal::put(out, kVersion);
  journal::put(out, static_cast<std::uint16_t>(engine_size));
  out.insert(out.end(), engine_bytes.begin(), engine_bytes.begin() + static_cast<std::ptrdiff_t>(engine_size));
  journal::put(out, static_cast<std::uint8_t>(episodes.marks().size()));
  for (const auto& mark : episodes.marks()) {
    journal::put(out, mark.id);
    journal::put(out, static_cast<std::uint8_t>(mark.kind));
    journal::put(out, to_ms(mark.began));
    journal::put(out, mark.ended ? to_ms(*mark.ended) : kStillOpen);
  }
  return out;
}

std::optional<KeptState> decode_kept(std::span<const std::uint8_t> bytes) {
  journal::Taker head(bytes);
  if (head.take<std::uint8_t>() != kVersion) return std::nullopt;
  const std::size_t engine_size = head.take<std::uint16_t>();
  if (!head.ok() || bytes.size() < 3 + engine_size) return std::nullopt;
  KeptState out;
  engine::Kept kept;
  if (engine::decode(bytes.subspan(3, engine_size), kept)) out.engine = kept;

  journal::Taker marks(bytes.subspan(3 + engine_size));
  std::vector<wire::EpisodeMark> list;
  for (auto n = marks.take<std::uint8_t>(); n > 0 && marks.ok(); --n) {
    wire::EpisodeMark mark;
    mark.id = marks.take<std::uint64_t>();
    mark.kind = static_cast<EventKind>(marks.take<std::uint8_t>());
    mark.began = utc_from_ms(marks.take<std::int64_t>());
    if (const auto ended = marks.take<std::int64_t>(); ended != kStillOpen) mark.ended = utc_from_ms(ended);
    list.push_back(mark);
  }
  if (!marks.ok()) return std::nullopt;
  out.episodes = EpisodeBook(std::move(list));
  return out;
}

}  // namespace liftguard::monitor
