// Throws away what is past its time: once an hour, in short transactions with pauses between them, so that nobody who
// writes waits for it.
#pragma once

#include <functional>
#include <stop_token>
#include <utility>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "gateway/retention/store.hpp"

namespace liftguard::gateway {

class Pruner {
 public:
  // References are kept. `may_prune` is false while the civil clock is in doubt (fault row D2).
  Pruner(
      storage::Database& database, const CivilClock& civil, const Retention& retention,
      std::function<bool()> may_prune = [] { return true; })
      : database_(database), civil_(civil), retention_(retention), may_prune_(std::move(may_prune)) {}

  // One short transaction; how many rows it deleted. 0: nothing is past its time, or nobody knows the time.
  int step();

  void run(const std::stop_token& stop);

 private:
  storage::Database& database_;
  const CivilClock& civil_;
  const Retention retention_;
  const std::function<bool()> may_prune_;
};

}  // namespace liftguard::gateway
