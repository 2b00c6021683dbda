// Looks every hour at what ends: the files that this gateway uses, the brokers' certificates, and what other programs
// have noted (the signer: authorities and the revocation list). Rings at the desk, logs, and shows the time that is
// left; none is left of a file that cannot be read.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.hpp"
#include "common/observe/metrics.hpp"
#include "common/storage/database.hpp"
#include "gateway/expiry/ends.hpp"

namespace liftguard::gateway::expiry {

struct Watched {
  std::vector<std::pair<std::string, std::string>> files{};  // name, file
  std::vector<std::pair<std::string, Server>> servers{};     // name, where
};

class Watch {
 public:
  // References are kept.
  Watch(storage::Database& database, const CivilClock& civil, observe::Metrics& metrics, Watched watched)
      : database_(database), civil_(civil), metrics_(metrics), watched_(std::move(watched)) {}

  void run(const std::stop_token& stop);
  void look();  // once

 private:
  storage::Database& database_;
  const CivilClock& civil_;
  observe::Metrics& metrics_;
  Watched watched_;
};

}  // namespace liftguard::gateway::expiry
