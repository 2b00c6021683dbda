#include "firmware/monitor/clip_cutter.hpp"

#include <algorithm>
#include <array>

#include <spdlog/spdlog.h>

#include "common/base/checksum.hpp"

namespace liftguard::monitor {
namespace {

clip::ClipEvent clip_event_of(const engine::Event& event) {
  return {event.kind, event.rule, event.episode, event.at};
}

class Bytes final : public clip::ByteSink {
 public:
  void put(std::uint8_t byte) override { bytes.push_back(byte); }
  wire::Bytes bytes;
};

std::deque<wire::ClipChunkBody> split(const wire::Bytes& clip, const journal::RecordKey& key, const wire::Stamp& at) {
  wire::ClipChunkBody chunk;
  chunk.at = at;
  chunk.journal = key.journal;
  chunk.lane = key.lane;
  chunk.seq = key.seq;
  chunk.count = static_cast<std::uint32_t>(wire::clip_chunks(clip.size()));
  chunk.size = static_cast<std::uint32_t>(clip.size());
  chunk.crc = crc32c(clip);
  std::deque<wire::ClipChunkBody> out;
  for (auto rest = std::span(clip); !rest.empty(); ++chunk.index) {
    const auto piece = rest.first(std::min(rest.size(), wire::kClipChunkBytes));
    chunk.data.assign(piece.begin(), piece.end());
    out.push_back(chunk);
    rest = rest.subspan(piece.size());
  }
  return out;
}

}  // namespace

ClipCutter::ClipCutter(const engine::Site& site, const engine::Parameters& parameters, Store& store,
                       const Stamper& stamper)
    : store_(store),
      stamper_(stamper),
      site_(site),
      parameters_(parameters),
      memory_(kMemory),
      ring_(memory_, site_, parameters_) {}

void ClipCutter::journalled(const engine::Event& event, const journal::RecordKey& key) {
  if (!clip::carries_clip(event.kind)) return;
  if (ring_.pending() == clip::ClipRing::kMostPending) return;
  ring_.note(event);
  waiting_.push_back({clip_event_of(event), key});
}

bool ClipCutter::step(engine::Time now) {
  if (chunks_.empty()) {
    if (const auto event = ring_.due(now))
      cut(*event);
    else
      cut_wish(now);
    return false;
  }
  lay(chunks_.front());
  chunks_.pop_front();
  return true;
}

void ClipCutter::cut(const clip::ClipEvent& event) {
  Bytes clip;
  ring_.cut(event, clip);
  const auto found = std::ranges::find(waiting_, event, &Waiting::event);
  if (found == waiting_.end()) return;
  if (!clip.bytes.empty()) chunks_ = split(clip.bytes, found->key, stamper_.stamp());
  spdlog::info("clip of {} lane {} seq {}: {} bytes in {} pieces", find_event(event.kind)->name,
               static_cast<int>(found->key.lane), found->key.seq, clip.bytes.size(), chunks_.size());
  waiting_.erase(found);
}

// One whose time is over.
std::optional<ClipWish> ClipCutter::take_wish() {
  const auto now = SteadyTime{std::chrono::microseconds{stamper_.stamp().uptime_us}};
  const std::lock_guard lock(store_.mutex);
  auto& wishes = store_.clip_wishes;
  const auto found = std::ranges::find_if(wishes, [&](const ClipWish& wish) { return wish.to <= now; });
  if (found == wishes.end()) return std::nullopt;
  auto wish = std::move(*found);
  wishes.erase(found);
  return wish;
}

void ClipCutter::cut_wish(engine::Time now) {
  const auto wish = take_wish();
  if (!wish) return;
  const auto at = stamper_.stamp();
  const auto engine_time = [&](SteadyTime time) {
    return now - engine::Duration{at.uptime_us - time.time_since_epoch().count()};
  };
  Bytes clip;
  ring_.cut(engine_time(wish->from), engine_time(wish->to), clip);
  if (clip.bytes.empty()) {
    (void)wish->answer({wire::CommandOutcome::failed, "那段数据已不在 nothing of that time is left"});
    return;
  }
  const auto answered = wish->answer({wire::CommandOutcome::done, std::to_string(clip.bytes.size()) + " B"});
  const auto key = wish->record ? wish->record : answered;
  if (key) chunks_ = split(clip.bytes, *key, at);
}

void ClipCutter::lay(const wire::ClipChunkBody& chunk) {
  const auto record = wire::encode_record(chunk).value();
  // Of no kind: nothing that the journal may merge.
  const std::array drafts{journal::Draft{Lane::bulk, EventKind{}, record}};
  const std::lock_guard lock(store_.mutex);
  if (const auto keys = store_.journal.append(drafts, {}); !keys)
    spdlog::error("a piece of a clip cannot be journalled: {}", keys.error().detail);
}

}  // namespace liftguard::monitor
