#include "firmware/monitor/downlink.hpp"

#include <spdlog/spdlog.h>

#include "common/wire/topics.hpp"

namespace liftguard::monitor {
namespace {

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

Downlink::Downlink(const Config& config, Store& store, const Stamper& stamper, const SteadyClock& clock,
                   DownSinks sinks, Feed feed)
    : config_(config),
      store_(store),
      stamper_(stamper),
      clock_(clock),
      sinks_(std::move(sinks)),
      feed_(std::move(feed)) {
  if (config.confirm_log) confirm_log_.emplace(*config.confirm_log);
}

void Downlink::take(const mqtt::Message& message) {
  const auto topic = wire::parse_topic(message.topic);
  if (!topic) return;
  if (topic->channel == wire::Channel::gateway) {
    if (const auto announced = wire::decode_gateway(bytes_of(message.payload))) take_announcement(*announced);
    return;
  }
  if (topic->channel != wire::Channel::down || topic->monitor != config_.monitor || message.retained) return;
  auto down = wire::decode_down(bytes_of(message.payload));
  if (!down) {
    spdlog::warn("link: a message from the gateway is refused: {} {}", down.error().code, down.error().detail);
    return;
  }
  if (sinks_.heard) sinks_.heard();
  std::visit([this](auto& one) { take(std::move(one)); }, *down);
}

void Downlink::take(const wire::Confirm& confirm) {
  journal::ConfirmOutcome outcome;
  bool reset = false;
  {
    const std::lock_guard lock(store_.mutex);
    const auto before = store_.journal.incarnation();
    outcome = store_.journal.confirm(confirm, clock_.now());
    if (outcome == journal::ConfirmOutcome::taken) store_.confirmed = true;
    reset = before != 0 && store_.journal.incarnation() != before;
  }
  switch (outcome) {
    case journal::ConfirmOutcome::taken:
      if (confirm_log_) confirm_log_->write(confirm, stamper_.stamp().wall);
      break;
    case journal::ConfirmOutcome::unknown_journal:
    case journal::ConfirmOutcome::other_incarnation:
      return;
    case journal::ConfirmOutcome::history_lost:
      spdlog::critical("journal: the gateway has numbers of ours that we never gave; a new journal id begins");
      reset = true;
      break;
  }
  if (reset) feed_(link::MarksReset{});
  feed_(link::Confirmed{});
}

void Downlink::take(const wire::ServerTime& time) {
  if (sinks_.server_time) sinks_.server_time(time.now);
}

void Downlink::take(const wire::CloseEpisode& order) {
  const auto now = stamper_.stamp();
  const std::lock_guard lock(store_.mutex);
  // Without a clock that was ever set an expiry cannot be judged; the order comes over an authenticated line, and names
  // an episode that must still be open.
  const bool expired = now.quality != wire::TimeQuality::unset && now.wall > order.expires;
  if (!expired && order.journal == store_.journal.id()) store_.episode_to_close = order.episode;
}

void Downlink::take(wire::Command command) {
  if (sinks_.command) sinks_.command(std::move(command));
}

void Downlink::take(wire::ImageChunk chunk) {
  if (sinks_.image_chunk) sinks_.image_chunk(std::move(chunk));
}

void Downlink::take(const wire::RescueNews& news) {
  if (sinks_.rescue_news) sinks_.rescue_news(news);
}

void Downlink::take_announcement(const wire::GatewayEpoch& announced) {
  bool reset = false;
  {
    const std::lock_guard lock(store_.mutex);
    const auto before = store_.journal.incarnation();
    store_.journal.announced(announced.incarnation);
    reset = before != 0 && before != announced.incarnation;
  }
  if (reset) {
    spdlog::warn("link: the gateway has another database; everything kept is sent again");
    feed_(link::MarksReset{});
  }
  feed_(link::GatewayStarted{announced.epoch});
}

}  // namespace liftguard::monitor
