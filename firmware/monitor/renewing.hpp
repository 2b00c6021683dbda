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

struct RenewingParts {
  std::function<std::optional<UtcTime>()> told;  // the time as somebody has told it who knows: BoxClock::told()
  std::function<void()> asked;                   // called after a request was appended to the event lane
};

class Renewing {
 public:
  // All must outlive it.
  Renewing(const Config& config, Store& store, const Stamper& stamper, const SteadyClock& clock, RenewingParts parts);

  void step();  // asks when it is time. Throws journal::DeviceError

  [[nodiscard]] Answer install(const std::string& certificate_pem);

  // For the network: whose name the next connection carries.
  [[nodiscard]] mqtt::Tls tls();
  void connected() { renewal_.connected(); }
  void not_connected() { renewal_.not_connected(); }
  [[nodiscard]] bool wants_connection() const { return renewal_.wants_connection(); }

 private:
  const Config& config_;
  Store& store_;
  const Stamper& stamper_;
  const SteadyClock& clock_;
  const RenewingParts parts_;
  Renewal renewal_;
};

}  // namespace liftguard::monitor
