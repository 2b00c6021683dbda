#include "gateway/retention/pruner.hpp"

#include <chrono>

#include <spdlog/spdlog.h>

#include "common/base/waiting.hpp"

namespace liftguard::gateway {

namespace {

// A test order takes eight statements, anything else a part of one: some milliseconds either way.
constexpr int kTestOrdersAtOnce = 20;
constexpr int kRowsAtOnce = 200;

constexpr std::chrono::hours kLookEvery{1};

// A city's day of 60,000 test orders is gone in five minutes.
constexpr std::chrono::milliseconds kPause{100};
constexpr std::chrono::seconds kAfterBusy{30};

}  // namespace

int Pruner::step() {
  if (!may_prune_()) return 0;
  for (const Kept what : kAllKept) {
    auto tx = database_.begin();
    const int limit = what == Kept::test_orders ? kTestOrdersAtOnce : kRowsAtOnce;
    const int deleted = prune(tx, what, retention_, civil_.utc_now(), limit);
    if (deleted == 0) continue;
    tx.commit();
    return deleted;
  }
  return 0;
}

void Pruner::run(const std::stop_token& stop) {
  std::int64_t deleted = 0;
  while (!stop.stop_requested()) {
    std::chrono::milliseconds wait = kPause;
    try {
      const int now = step();
      deleted += now;
      if (now == 0) {
        if (deleted > 0) spdlog::info("{} rows were past their time", deleted);
        deleted = 0;
        wait = kLookEvery;
      }
    } catch (const storage::Busy&) {
      wait = kAfterBusy;
    }
    wait_or_stop(stop, wait);
  }
}

}  // namespace liftguard::gateway
