// What the gateway says to this box, and to all of its slot: read, and handed to whom it concerns. Whatever is not the
// gateway's way to say something is dropped: other topics, retained messages on `down` (planted, or of another time),
// bytes that cannot be read. What is dropped changes nothing.
#pragma once

#include <functional>

#include "common/mqtt/client.hpp"
#include "common/wire/down.hpp"
#include "firmware/link/link.hpp"
#include "firmware/monitor/config.hpp"
#include "firmware/monitor/confirm_log.hpp"
#include "firmware/monitor/stamper.hpp"
#include "firmware/monitor/store.hpp"

namespace liftguard::monitor {

// Each may be empty: nobody on this box is concerned. Called in the network's thread; must return soon.
struct DownSinks {
  std::function<void()> heard;  // the gateway itself has said something to this box
  std::function<void(UtcTime now)> server_time;
  std::function<void(wire::Command command)> command;
  std::function<void(wire::ImageChunk chunk)> image_chunk;
  std::function<void(const wire::RescueNews& news)> rescue_news;
};

class Downlink {
 public:
  using Feed = std::function<void(const link::Event&)>;

  // All must outlive it. `feed` is told what the link has to know.
  Downlink(const Config& config, Store& store, const Stamper& stamper, const SteadyClock& clock, DownSinks sinks,
           Feed feed);

  // Throws journal::DeviceError.
  void take(const mqtt::Message& message);

 private:
  void take(const wire::Confirm& confirm);
  void take(const wire::ServerTime& time);
  void take(const wire::CloseEpisode& order);
  void take(wire::Command command);
  void take(wire::ImageChunk chunk);
  void take(const wire::RescueNews& news);
  void take_announcement(const wire::GatewayEpoch& announced);

  const Config& config_;
  Store& store_;
  const Stamper& stamper_;
  const SteadyClock& clock_;
  DownSinks sinks_;
  Feed feed_;
  std::optional<ConfirmLog> confirm_log_;
};

}  // namespace liftguard::monitor
