// The network's part of a box against a real broker, driven by the test in its own thread.
#pragma once

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <random>

#include <catch2/catch.hpp>

#include "common/wire/up.hpp"
#include "firmware/monitor/network.hpp"
#include "tests/unit/journal/model.hpp"
#include "tests/unit/monitor/gateway_side.hpp"
#include "tests/unit/mqtt/broker.hpp"

namespace liftguard::test {

// Believes that it is `wall`.
struct NetworkBox {
  NetworkBox(Broker& broker, const monitor::WallReading& believed) : wall(believed.wall), quality(believed.quality) {
    const auto tls = broker.tls(kMonitor);
    config.monitor = kMonitor;
    config.broker = {"localhost", broker.tls_port()};
    config.ca = tls.ca;
    config.certificate = tls.certificate;
    config.key = tls.key;
  }

  // With what `config` says by then.
  void begin() { network.emplace(config, store, stamper, steady, monitor::NetworkParts{}); }

  bool connects_within(std::chrono::seconds patience) {
    if (!network) begin();
    const auto end = steady.now() + patience;
    while (steady.now() < end && network->counts().connects == 0) network->step();
    return network->counts().connects > 0;
  }
  void raise_alarm() {
    wire::EventBody body;
    body.kind = EventKind::alarm_button;
    body.at = stamper.stamp();
    const auto record = wire::encode_record(body).value();
    const std::array drafts{journal::Draft{Lane::alarm, EventKind::alarm_button, record}};
    {
      const std::lock_guard lock(store.mutex);
      REQUIRE(store.journal.append(drafts, {}).has_value());
    }
    network->appended(Lane::alarm);
  }

  std::mt19937 ids{1};
  FakeFlash flash{kSmall, 1};
  monitor::Store store{flash, small_options(ids)};
  SystemSteadyClock steady;
  VirtualClock wall;
  wire::TimeQuality quality;
  monitor::Stamper stamper{steady, wall, [this](UtcTime) { return quality; }, 77};
  monitor::Config config;
  std::optional<monitor::Network> network;
};

}  // namespace liftguard::test
