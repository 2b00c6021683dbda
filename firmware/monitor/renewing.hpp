// The renewal of the box's certificate in its program: requests go out as records, answers come in as commands.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/mqtt/client.hpp"
#include "firmware/monitor/commands/judge.hpp"
#include "firmware/monitor/config.hpp"
#include "firmware/monitor/identity/renewal.hpp"
#include "firmware/monitor/stamper.hpp"
#include "firmware/monitor/store.hpp"

namespace liftguard::monitor {

class Renewing {
 public:
  // All must outlive it. `asked` is called after a request was appended to the event lane.
  Renewing(const Config& config, Store& store, const Stamper& stamper, const SteadyClock& clock,
           std::function<void()> asked);

  void step();  // asks when it is time. Throws journal::DeviceError

  [[nodiscard]] Answer install(const std::string& certificate_pem);

  // For the network: whose name the next connection carries.
  [[nodiscard]] mqtt::Tls tls();
  void connected() { renewal_.connected(); }
  void not_connected() { renewal_.not_connected(); }
  [[nodiscard]] bool wants_connection() const { return renewal_.wants_connection(); }

 private:
  [[nodiscard]] std::optional<UtcTime> wall() const;

  const Config& config_;
  Store& store_;
  const Stamper& stamper_;
  const SteadyClock& clock_;
  const std::function<void()> asked_;
  Renewal renewal_;
};

}  // namespace liftguard::monitor
