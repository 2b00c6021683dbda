// Cuts the live sessions of revoked boxes: connects at the services' door with the box's client id, upon which the
// broker ends the session that had it (MQTT 5, 3.1.4; tried with Mosquitto 2.0.11, whose doors share their client ids),
// and takes what it had queued for the box. A revocation list alone leaves an open session open.
#pragma once

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "gateway/slots/broker_access.hpp"

namespace liftguard::gateway::revocation {

struct CutterParts {
  storage::Database& database;
  const CivilClock& civil;
  std::vector<BrokerAccess> brokers;
  std::function<bool()> may_act;
};

class Cutter {
 public:
  explicit Cutter(CutterParts parts) : parts_(std::move(parts)) {}

  void run(const std::stop_token& stop);  // looks every second
  void look();                            // once

 private:
  struct Attempt {
    UtcTime at{};
    bool cut = false;  // every broker took it
  };
  bool cut(const std::string& monitor) const;

  CutterParts parts_;
  std::map<std::string, Attempt> attempts_;  // the last of each box
};

// True: the broker took the connection, and so has ended any other of that name. At most five seconds.
bool cut_session(const BrokerAccess& broker, const std::string& monitor);

}  // namespace liftguard::gateway::revocation
