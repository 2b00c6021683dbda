#include "common/wire/down.hpp"

#include <array>

#include "common/wire/bounds.hpp"
#include "common/wire/buffer.hpp"
#include "common/wire/command_codec.hpp"

namespace liftguard::wire {
namespace {

using Builder = flatbuffers::FlatBufferBuilder;

struct Written {
  fb::Order type;
  flatbuffers::Offset<void> order;
};

flatbuffers::Offset<fb::LaneMark> write(Builder& builder, const LaneMark& mark) {
  std::vector<std::uint64_t> first, last;
  for (const auto& range : std::span(mark.ranges).first(std::min(mark.ranges.size(), kMaxRanges))) {
    first.push_back(range.first);
    last.push_back(range.second);
  }
  const auto first_at = first.empty() ? 0 : builder.CreateVector(first);
  const auto last_at = last.empty() ? 0 : builder.CreateVector(last);
  return fb::CreateLaneMark(builder, static_cast<fb::Lane>(mark.lane), mark.contiguous, first_at, last_at);
}

Written write(Builder& builder, const Confirm& confirm) {
  std::vector<flatbuffers::Offset<fb::LaneMark>> lanes;
  for (const auto& mark : confirm.lanes) lanes.push_back(write(builder, mark));
  const auto lanes_at = builder.CreateVector(lanes);
  return {fb::Order::Confirm, fb::CreateConfirm(builder, confirm.journal, confirm.incarnation, lanes_at).Union()};
}

Written write(Builder& builder, const ServerTime& time) {
  return {fb::Order::ServerTime, fb::CreateServerTime(builder, to_ms(time.now)).Union()};
}

Written write(Builder& builder, const CloseEpisode& close) {
  return {fb::Order::CloseEpisode,
          fb::CreateCloseEpisode(builder, close.journal, close.episode, to_ms(close.expires)).Union()};
}

Written write(Builder& builder, const Command& command) {
  return {fb::Order::Command, write_command(builder, command).Union()};
}

Written write(Builder& builder, const ImageChunk& chunk) {
  return {fb::Order::ImageChunk,
          fb::CreateImageChunk(builder, chunk.version, chunk.offset, builder.CreateVector(chunk.data)).Union()};
}

Written write(Builder& builder, const RescueNews& news) {
  return {fb::Order::RescueNews,
          fb::CreateRescueNews(builder, news.journal, news.episode, static_cast<fb::RescueStep>(news.step),
                               to_ms(news.at), to_ms(news.expires))
              .Union()};
}

bool is_number(std::uint64_t value) {
  return value != 0 && value <= kMaxNumber;
}

Result<LaneMark> read(const fb::LaneMark& mark) {
  LaneMark out;
  if (mark.lane() > fb::Lane::bulk) return refuse("absurd", "lane");
  out.lane = static_cast<Lane>(mark.lane());
  if (mark.contiguous() > kMaxNumber) return refuse("absurd", "contiguous");
  out.contiguous = mark.contiguous();
  const auto count = mark.first() == nullptr ? 0 : mark.first()->size();
  if (count != (mark.last() == nullptr ? 0 : mark.last()->size()) || count > kMaxRanges)
    return refuse("absurd", "ranges");
  auto below = out.contiguous;
  for (flatbuffers::uoffset_t i = 0; i < count; ++i) {
    const auto first = mark.first()->Get(i);
    const auto last = mark.last()->Get(i);
    if (first <= below || last < first || last > kMaxNumber) return refuse("absurd", "ranges");
    out.ranges.emplace_back(first, last);
    below = last;
  }
  return out;
}

Result<Down> read(const fb::Confirm& confirm) {
  if (!is_number(confirm.journal())) return refuse("absurd", "journal");
  if (!is_number(confirm.incarnation())) return refuse("absurd", "incarnation");
  Confirm out{confirm.journal(), confirm.incarnation(), {}};
  if (confirm.lanes() == nullptr) return Down{out};
  std::array<bool, 3> seen{};
  for (const auto* lane : *confirm.lanes()) {
    auto mark = read(*lane);
    if (!mark) return mark.error();
    auto& taken = seen[static_cast<std::size_t>(mark->lane)];
    if (taken) return refuse("absurd", "a lane twice");
    taken = true;
    out.lanes.push_back(std::move(*mark));
  }
  return Down{std::move(out)};
}

Result<Down> read(const fb::ServerTime& time) {
  Bounds bounds;
  const auto now = bounds.time(time.now_ms(), "now");
  if (!now) return refuse("absurd", "now");
  return Down{ServerTime{*now}};
}

Result<Down> read(const fb::CloseEpisode& close) {
  Bounds bounds;
  const auto expires = bounds.time(close.expires_ms(), "expires");
  if (!is_number(close.journal()) || !is_number(close.episode()) || !expires)
    return refuse("absurd", "journal, episode or expiry");
  return Down{CloseEpisode{close.journal(), close.episode(), *expires}};
}

Result<Down> read(const fb::ImageChunk& chunk) {
  const auto size = chunk.data() == nullptr ? 0 : chunk.data()->size();
  if (!is_number(chunk.version()) || chunk.offset() > kMaxNumber - kMaxImageChunk || size == 0 || size > kMaxImageChunk)
    return refuse("absurd", "version, offset or size of an image's piece");
  return Down{ImageChunk{chunk.version(), chunk.offset(), {chunk.data()->begin(), chunk.data()->end()}}};
}

// A step of a newer schema is refused: it could not be told to anybody.
Result<Down> read(const fb::RescueNews& news) {
  Bounds bounds;
  const auto step = bounds.choice<RescueStep>(news.step(), 4, "step");
  const auto at = bounds.time(news.at_ms(), "at");
  const auto expires = bounds.time(news.expires_ms(), "expires");
  if (!is_number(news.journal()) || !is_number(news.episode()) || step == RescueStep::unknown || !at || !expires)
    return refuse("absurd", "journal, episode, step or times of a rescue's news");
  return Down{RescueNews{news.journal(), news.episode(), step, *at, *expires}};
}

}  // namespace

Bytes encode(const Down& down) {
  Builder builder(256);
  const auto written = std::visit([&](const auto& one) { return write(builder, one); }, down);
  return finish(builder, fb::CreateDown(builder, written.type, written.order), kDownIdentifier);
}

Bytes encode(const GatewayEpoch& epoch) {
  Builder builder(64);
  return finish(builder, fb::CreateGatewayAnnounce(builder, epoch.epoch, epoch.incarnation), kGatewayIdentifier);
}

Result<Down> decode_down(std::span<const std::uint8_t> payload) {
  auto verified = Verified<fb::Down>::open(payload, kMaxDownBytes, kDownIdentifier);
  if (!verified) return verified.error();
  const auto& root = *verified;
  if (root->order() == nullptr) return refuse("malformed", "no order");
  switch (root->order_type()) {
    case fb::Order::Confirm:
      return read(*root->order_as_Confirm());
    case fb::Order::ServerTime:
      return read(*root->order_as_ServerTime());
    case fb::Order::CloseEpisode:
      return read(*root->order_as_CloseEpisode());
    case fb::Order::Command: {
      auto command = read_command(*root->order_as_Command());
      if (!command) return command.error();
      return Down{std::move(*command)};
    }
    case fb::Order::ImageChunk:
      return read(*root->order_as_ImageChunk());
    case fb::Order::RescueNews:
      return read(*root->order_as_RescueNews());
    case fb::Order::NONE:
      break;
  }
  return refuse("malformed", "an order of a newer schema");
}

Result<GatewayEpoch> decode_gateway(std::span<const std::uint8_t> payload) {
  auto verified = Verified<fb::GatewayAnnounce>::open(payload, kMaxDownBytes, kGatewayIdentifier);
  if (!verified) return verified.error();
  const auto& root = *verified;
  if (!is_number(root->epoch()) || !is_number(root->incarnation())) return refuse("absurd", "epoch or incarnation");
  return GatewayEpoch{root->epoch(), root->incarnation()};
}

}  // namespace liftguard::wire
