#include "firmware/monitor/commands/clip_requests.hpp"

#include <algorithm>

namespace liftguard::monitor {
namespace {

using wire::CommandOutcome;

// Of a record of any body that says when.
std::optional<wire::Stamp> stamp_of(const wire::Body& body) {
  return std::visit(
      [](const auto& one) -> std::optional<wire::Stamp> {
        if constexpr (requires { one.at; })
          return one.at;
        else
          return std::nullopt;
      },
      body);
}

SteadyTime at_uptime(std::int64_t us) {
  return SteadyTime{std::chrono::microseconds{us}};
}

Answer failed(const char* why) {
  return {CommandOutcome::failed, why};
}

// Fills the times in; otherwise why there can be nothing.
std::optional<Answer> find(journal::Journal& journal, const wire::Stamp& now, const wire::RecordName& name,
                           ClipWish& wish) {
  const journal::RecordKey key{name.journal, name.lane, name.seq};
  const auto record = journal.read(key);
  const auto body = record ? wire::decode_record(*record) : Result<wire::Body>(record.error());
  const auto at = body ? stamp_of(*body) : std::nullopt;
  if (!at) return failed("没有此记录 that record is not here");
  if (at->boot != now.boot) return failed("本次启动前的数据已不在 of before the last start nothing is left");
  wish.record = key;
  wish.from = at_uptime(at->uptime_us) - kClipBefore;
  wish.to = at_uptime(at->uptime_us) + kClipAfter;
  return std::nullopt;
}

std::optional<Answer> find(const wire::Stamp& now, const wire::ClipSpan& span, ClipWish& wish) {
  if (span.to - span.from > kLongestClip) return Answer{CommandOutcome::refused, "超过十五分钟 above 15 minutes"};
  if (span.to - now.wall > kClipAhead) return Answer{CommandOutcome::refused, "太远的将来 too far ahead"};
  wish.from = at_uptime(now.uptime_us) - (now.wall - span.from);
  wish.to = at_uptime(now.uptime_us) - (now.wall - span.to);
  if (wish.to <= SteadyTime{}) return failed("本次启动前的数据已不在 of before the last start nothing is left");
  return std::nullopt;
}

}  // namespace

std::optional<Answer> request_clip(Store& store, const Stamper& stamper, const wire::RequestClip& request,
                                   decltype(ClipWish::answer) answer) {
  const auto now = stamper.stamp();
  const std::lock_guard lock(store.mutex);
  if (store.sensors.empty()) return failed("还没有传感器数据 no sensor has been heard yet");
  if (store.clip_wishes.size() == ClipWish::kMost) return Answer{CommandOutcome::busy, {}};
  ClipWish wish;
  const auto* name = std::get_if<wire::RecordName>(&request.of);
  auto refused =
      name != nullptr ? find(store.journal, now, *name, wish) : find(now, std::get<wire::ClipSpan>(request.of), wish);
  if (refused) return refused;
  wish.answer = std::move(answer);
  store.clip_wishes.push_back(std::move(wish));
  return std::nullopt;
}

}  // namespace liftguard::monitor
