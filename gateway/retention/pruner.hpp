// Throws away what is past its time: once an hour, in short transactions with pauses between them, so that nobody who
// writes waits for it.
#pragma once

#include <stop_token>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "gateway/retention/store.hpp"

namespace liftguard::gateway {

class Pruner {
 public:
  // References are kept.
  Pruner(storage::Database& database, const CivilClock& civil, const Retention& retention)
      : database_(database), civil_(civil), retention_(retention) {}

  // One short transaction; how many rows it deleted. 0: nothing is past its time.
  int step();

  void run(const std::stop_token& stop);

 private:
  storage::Database& database_;
  const CivilClock& civil_;
  const Retention retention_;
};

}  // namespace liftguard::gateway
