// What is thrown away after its time, a few rows at once. Records and orders of real alarms never are.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"

namespace liftguard::gateway {

// Counted from the receipt. [retention] in the configuration.
struct Retention {
  std::chrono::hours events{24 * 365};      // the event lane
  std::chrono::hours test_orders{24 * 30};  // DV-22
  std::chrono::hours dead_letters{24 * 90};
  std::chrono::hours rides{24 * 92};    // sums a lift and hour
  std::chrono::hours changes{24 * 30};  // what live views are fed from
  std::chrono::hours news{24 * 30};     // what boxes were told of a rescue
};

enum class Kept : std::uint8_t { events, test_orders, dead_letters, rides, changes, news };
inline constexpr std::array kAllKept{Kept::events, Kept::test_orders, Kept::dead_letters,
                                     Kept::rides,  Kept::changes,     Kept::news};

[[nodiscard]] std::string_view name_of(Kept what);

// Deletes at most `limit` rows of a kind that are past their time, oldest first; how many.
int prune(storage::Transaction& tx, Kept what, const Retention& retention, UtcTime now, int limit);

}  // namespace liftguard::gateway
