// What people do to an order: a step forward, a step back (RS-2), each in the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/base/result.hpp"
#include "common/rescue/order.hpp"
#include "common/storage/audit.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

using storage::Actor;

// Said at 救出 (RS-8).
struct Closing {
  rescue::ClosingResult result = rescue::ClosingResult::trapped;
  std::string cause{};  // RS-16
  int people_trapped = 0;
  int people_hurt = 0;
  std::string scene{};
};

struct Tap {
  OrderId order{};
  rescue::Level level = rescue::Level::first;
  rescue::Step step = rescue::Step::accepted;  // `dispatched` is the dispatcher's (RS-3, RS-6)
  Actor actor{};
  UtcTime at{};  // the time that counts for limits
  std::string remark{};
  std::optional<Closing> closing{};                // needed with `rescued`
  std::optional<std::int64_t> expected_version{};  // refused when the order has moved on
  std::string idempotency_key{};                   // the same key again: the same answer, nothing written; empty: none
};

struct StepBack {
  OrderId order{};
  rescue::Level level = rescue::Level::first;
  Actor actor{};
  UtcTime at{};
  std::string reason{};
  std::optional<std::int64_t> expected_version{};
  std::string idempotency_key{};
};

// A dispatcher takes a dispatch back that nobody has accepted (fault row I2).
struct Withdrawal {
  OrderId order{};
  rescue::Level level = rescue::Level::first;
  Actor actor{};
  std::string reason{};
  std::optional<std::int64_t> expected_version{};
  std::string idempotency_key{};
};

struct Tapped {
  std::int64_t version = 0;  // of the order now
  bool repeated = false;     // this key was served before
};

// Refused, with nothing written but limits that had passed by `at`: "not_found", "version_conflict", "key_reused" (the
// same key for something else), "closing_missing", "closing_invalid", "read_only" (RS-10: 72 h), and those of
// rescue::tap. Who may tap is the caller's business (AC-5). The caller commits after a refusal too.
[[nodiscard]] Result<Tapped> tap(storage::Transaction& tx, const Tap& tap, UtcTime now);

// As above; also "other_order_open": the elevator has a newer open order, this one stays closed (RS-4).
[[nodiscard]] Result<Tapped> step_back(storage::Transaction& tx, const StepBack& back, UtcTime now);

// As above, with the refusals of rescue::withdraw: of an acceptance and a withdrawal at once, one wins.
[[nodiscard]] Result<Tapped> withdraw(storage::Transaction& tx, const Withdrawal& withdrawal, UtcTime now);

}  // namespace liftguard::dispatch
