// An order with its rows: read, changed by the rules, written back. Used inside common/dispatch alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "common/dispatch/alarms.hpp"
#include "common/dispatch/taps.hpp"
#include "common/registry/types.hpp"
#include "common/rescue/rules.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

using LimitKey = std::tuple<rescue::Level, rescue::Step, int>;  // unique within an order (RS-2)
[[nodiscard]] inline LimitKey key_of(const rescue::Limit& limit) {
  return {limit.level, limit.step, limit.round};
}

struct OrderRecord {
  OrderId id{};

  // Moves with steps, steps back and fresh rounds: with what a person's tap can collide with; not with limits, notices
  // and further alarms, which must not refuse a crew's tap.
  std::int64_t version = 1;

  registry::Elevator elevator{};
  rescue::Source source = rescue::Source::monitor;
  bool late = false;
  Maintenance maintenance = Maintenance::none;
  UtcTime happened{};
  EventId cause{};  // the alarm that is shown
  std::optional<Closing> closing{};
  rescue::Order order{};

  // What the rows hold now, so that only what has changed is written.
  rescue::Order stored{};
  std::map<rescue::Level, std::pair<DispatchId, UnitId>> dispatch_rows{};
  std::map<LimitKey, LimitId> limit_rows{};

  [[nodiscard]] rescue::Crews crews() const {
    return {.first = bool(elevator.maintenance_unit), .second = bool(elevator.second_unit)};
  }
  [[nodiscard]] UnitId unit_now(rescue::Level level) const;  // whom the archive names: a dispatch of now goes there
  [[nodiscard]] UnitId unit_of(rescue::Level level) const;   // dispatched, or to be dispatched
};

[[nodiscard]] std::optional<OrderRecord> load_order(storage::Session& session, OrderId id);

// Those that there are, in the order of the ids; no id twice.
[[nodiscard]] std::vector<OrderRecord> load_orders(storage::Session& session, std::span<const OrderId> ids);

// Writes a new order with all its rows and arms its timer.
void insert_order(storage::Transaction& tx, OrderRecord& record);

// Writes what differs from `stored`, and moves the timer to the next limit.
void save_order(storage::Transaction& tx, OrderRecord& record);
void save_orders(storage::Transaction& tx, std::span<OrderRecord> records);  // no order twice

}  // namespace liftguard::dispatch
