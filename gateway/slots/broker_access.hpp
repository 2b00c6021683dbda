// How a broker is reached.
#pragma once

#include <string>

#include "common/mqtt/client.hpp"

namespace liftguard::gateway {

struct BrokerAccess {
  std::string uri;  // ssl://host:port
  mqtt::Tls tls;
};

}  // namespace liftguard::gateway
