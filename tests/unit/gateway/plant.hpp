// The gateway as it ships between a real broker, a real database and an SMS stand-in, with boxes to talk to it.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "common/mqtt/client.hpp"
#include "common/wire/down.hpp"
#include "gateway/run.hpp"
#include "simulators/city/provider.hpp"
#include "simulators/city/server.hpp"
#include "tests/unit/gateway/broker.hpp"
#include "tests/unit/gateway/town.hpp"

namespace liftguard::gateway::testing {

// Waits until `holds`; false after `patience`.
[[nodiscard]] bool eventually(const std::function<bool()>& holds,
                              std::chrono::milliseconds patience = std::chrono::seconds{10});

// A box's connection: publishes payloads, remembers what comes down.
class Line final : public mqtt::Sink {
 public:
  Line(const Broker& broker, const std::string& monitor, std::optional<std::string> client_id = std::nullopt);
  ~Line() override { client_.disconnect(std::chrono::milliseconds{50}); }

  void publish(const std::string& topic, const std::string& payload, bool retained = false);
  void send(const wire::Envelope& envelope);
  void be_born(std::uint64_t session);  // retained, as a box does
  void answer(const wire::Command& command, std::uint64_t seq, wire::CommandOutcome outcome);  // on the event lane

  [[nodiscard]] std::uint64_t confirmed(Lane lane, std::uint64_t journal = Box{}.journal) const;  // contiguous mark
  [[nodiscard]] std::size_t confirmations() const;
  [[nodiscard]] std::vector<wire::Command> commands() const;  // all that came, repetitions too
  [[nodiscard]] std::vector<wire::RescueNews> news() const;
  [[nodiscard]] std::optional<wire::GatewayEpoch> epoch() const;
  [[nodiscard]] bool connected() const;

  void offer(mqtt::Item item) noexcept override;

 private:
  std::string monitor_;
  mutable std::mutex mutex_;
  bool subscribed_ = false;
  std::map<std::pair<std::uint64_t, Lane>, std::uint64_t> marks_;
  std::size_t confirmations_ = 0;
  std::vector<wire::Command> commands_;
  std::vector<wire::RescueNews> news_;
  std::optional<wire::GatewayEpoch> epoch_;
  mqtt::Client client_;
};

class Plant : public Town {
 public:
  Plant();
  ~Plant();

  void start_gateway(const FaultPoints& faults = {});  // returns when it is ready
  void stop_gateway();
  void set_city_mode(const std::string& mode);
  [[nodiscard]] std::size_t accepted_sms();  // by the stand-in

  [[nodiscard]] UtcTime now() const { return WallClock().utc_now(); }

  Broker broker;
  Config config;

 private:
  city::SmsLog log_;
  city::Provider provider_;
  boost::asio::io_context context_{1};
  city::Server server_;
  std::thread city_;
  std::stop_source stop_;
  std::thread gateway_;
};

}  // namespace liftguard::gateway::testing
