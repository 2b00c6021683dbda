// By which time the dates of a server's certificates are judged. Their chain, their purpose and the host's name are
// judged whatever is said here.
//
// OpenSSL reads the host's clock for it, and Paho hands on neither a time nor a flag. A host whose clock may be years
// off would be cut off for good by that, so the parameters that OpenSSL looks up by name for every verification of a
// server ("ssl_server") are laid over its own. There is one table of them for the process.
#pragma once

#include <variant>

#include "common/base/clock.hpp"

namespace liftguard::mqtt {

struct ByHostClock {
  bool operator==(const ByHostClock&) const = default;
};
struct ByTime {
  UtcTime now{};
  bool operator==(const ByTime&) const = default;
};
// Whoever has the key of a certificate that has ended can still pass for the server.
struct NotJudged {
  bool operator==(const NotJudged&) const = default;
};
using ServerDates = std::variant<ByHostClock, ByTime, NotJudged>;

// For every verification of the process from now on, so not while another client shakes hands that wants it otherwise.
// A process that never asks for anything but ByHostClock leaves OpenSSL as it is. Throws std::bad_alloc.
void judge_server_dates(const ServerDates& dates);

}  // namespace liftguard::mqtt
