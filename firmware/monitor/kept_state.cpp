#include "firmware/monitor/kept_state.hpp"

#include <array>

#include "firmware/engine/event.hpp"
#include "firmware/journal/little_endian.hpp"

namespace liftguard::monitor {
namespace {

constexpr std::uint8_t kWithoutSelfTest = 1;
constexpr std::uint8_t kWithoutCommands = 2;
constexpr std::uint8_t kVersion = 3;
constexpr std::int64_t kStillOpen = -1;

void put(std::vector<std::uint8_t>& out, const std::optional<KeptSelfTest>& test) {
  journal::put(out, static_cast<std::uint8_t>(test ? 1 : 0));
  if (!test) return;
  journal::put(out, static_cast<std::int64_t>(test->to_go.count()));
  journal::put(out, to_ms(test->wall));
  journal::put(out, static_cast<std::uint8_t>(test->quality));
  journal::put(out, static_cast<std::uint8_t>(test->next));
}

std::optional<KeptSelfTest> take_self_test(journal::Taker& from) {
  if (from.take<std::uint8_t>() == 0) return std::nullopt;
  KeptSelfTest out;
  out.to_go = Milliseconds{from.take<std::int64_t>()};
  out.wall = utc_from_ms(from.take<std::int64_t>());
  out.quality = static_cast<wire::TimeQuality>(from.take<std::uint8_t>());
  out.next = static_cast<wire::SelfTestCause>(from.take<std::uint8_t>());
  return out;
}

EpisodeBook take_episodes(journal::Taker& from) {
  std::vector<wire::EpisodeMark> list;
  for (auto n = from.take<std::uint8_t>(); n > 0 && from.ok(); --n) {
    wire::EpisodeMark mark;
    mark.id = from.take<std::uint64_t>();
    mark.kind = static_cast<EventKind>(from.take<std::uint8_t>());
    mark.began = utc_from_ms(from.take<std::int64_t>());
    if (const auto ended = from.take<std::int64_t>(); ended != kStillOpen) mark.ended = utc_from_ms(ended);
    list.push_back(mark);
  }
  return EpisodeBook(std::move(list));
}

}  // namespace

std::vector<std::uint8_t> encode_engine(const engine::Kept& kept) {
  std::vector<std::uint8_t> out(engine::Kept::kMaxEncoded);
  out.resize(engine::encode(kept, out));
  return out;
}

std::optional<engine::Kept> engine_of(const KeptState& kept) {
  engine::Kept out;
  return engine::decode(kept.engine, out) ? std::optional{out} : std::nullopt;
}

std::set<std::string> sensors_lost_of(const KeptState& kept) {
  std::set<std::string> out;
  const auto engine = engine_of(kept);
  if (!engine) return out;
  for (std::size_t i = 0; i < engine::kSensors; ++i)
    if ((engine->lost >> i & 1U) != 0) out.emplace(engine::sensor_name(static_cast<engine::Sensor>(i)));
  return out;
}

std::vector<std::uint8_t> encode(const KeptState& kept) {
  std::vector<std::uint8_t> out;
  journal::put(out, kVersion);
  journal::put(out, static_cast<std::uint16_t>(kept.engine.size()));
  out.insert(out.end(), kept.engine.begin(), kept.engine.end());
  journal::put(out, static_cast<std::uint8_t>(kept.episodes.marks().size()));
  for (const auto& mark : kept.episodes.marks()) {
    journal::put(out, mark.id);
    journal::put(out, static_cast<std::uint8_t>(mark.kind));
    journal::put(out, to_ms(mark.began));
    journal::put(out, mark.ended ? to_ms(*mark.ended) : kStillOpen);
  }
  put(out, kept.self_test);
  kept.commands.encode(out);
  return out;
}

std::optional<KeptState> decode_kept(std::span<const std::uint8_t> bytes) {
  journal::Taker head(bytes);
  const auto version = head.take<std::uint8_t>();
  if (version < kWithoutSelfTest || version > kVersion) return std::nullopt;
  const std::size_t engine_size = head.take<std::uint16_t>();
  if (!head.ok() || bytes.size() < 3 + engine_size) return std::nullopt;
  KeptState out;
  const auto engine = bytes.subspan(3, engine_size);
  out.engine.assign(engine.begin(), engine.end());
  journal::Taker rest(bytes.subspan(3 + engine_size));
  out.episodes = take_episodes(rest);
  if (version >= kWithoutCommands) out.self_test = take_self_test(rest);
  if (version >= kVersion) out.commands = CommandLog::decode(rest);
  if (!rest.ok()) return std::nullopt;
  return out;
}

}  // namespace liftguard::monitor
