// The tables monitor_health and monitor_condition: each box's last report of every day, and what is wrong with it now.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"
#include "common/wire/report.hpp"
#include "gateway/health/rules.hpp"

namespace liftguard::gateway::health {

inline constexpr int kKeptDays = 90;  // of each monitor

struct Context {
  ElevatorId elevator;  // none: unbound
  UtcTime happened;
  UtcTime now;
};

// Stores it: a report that comes late counts for its own day, and tells of the box's condition only where it is the
// newest. What is found anew rings at the desk and stays until it is over. `log`: lines for when the transaction is
// committed.
void take_health(storage::Transaction& tx, std::string_view monitor, const wire::HealthBody& report,
                 const Context& context, std::vector<std::string>& log);

// As stored; of the journal all regions together.
struct Stored {
  std::string monitor{};
  UtcTime happened{};
  std::optional<std::uint64_t> uptime_s{}, starts{};
  wire::BootReason reset_reason = wire::BootReason::unknown;
  std::optional<std::uint64_t> cpu_per_mille{}, resident_kib{};
  std::optional<std::uint64_t> erases{}, most_erases{}, worn_out{}, storage_free_kib{};
  std::optional<double> temperature_c{}, battery_volts{};
  std::optional<std::uint64_t> battery_percent{};
  std::optional<std::uint64_t> samples{}, samples_late{}, samples_lost{};
  std::optional<std::uint64_t> connects{}, disconnects{}, sent{}, resent{};
  std::optional<bool> safe_mode{};
  std::vector<Finding> findings{};  // of the newest report alone
};

enum class Which : std::uint8_t { all = 0, found = 1 };  // found: something is wrong

// The newest of each monitor, in the order of their names, behind `after`.
[[nodiscard]] std::vector<Stored> newest(storage::Session& session, Which which, int limit,
                                         std::string_view after = {});

// Of one monitor, a day each, newest first.
[[nodiscard]] std::vector<Stored> days_of(storage::Session& session, std::string_view monitor, int limit);

}  // namespace liftguard::gateway::health
