// The registry's tables: districts, district_limits, units, contacts, elevators, monitors, bindings.
//
// The `put_` functions make or change by the natural key (code, name) and give the id; the same data again changes
// nothing, so that a town can be seeded twice. An id in the argument is ignored.
#pragma once

#include <compare>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/registry/types.hpp"
#include "common/rescue/order.hpp"
#include "common/storage/database.hpp"

namespace liftguard::registry {

DistrictId put_district(storage::Transaction& tx, const District& district);
UnitId put_unit(storage::Transaction& tx, const Unit& unit);
ElevatorId put_elevator(storage::Transaction& tx, const Elevator& elevator);

// By unit, elevator, role and name.
ContactId put_contact(storage::Transaction& tx, const Contact& contact);

// Takes effect for orders opened at `from` or later (RS-5); the same limits as those in force make no new row.
void put_limits(storage::Transaction& tx, DistrictId district, const rescue::DistrictLimits& limits, UtcTime from);

void put_monitor(storage::Transaction& tx, std::string_view name, UtcTime now);

// EL-3: ends other bindings of either side; the history stays. The monitor must be known (Conflict otherwise).
void bind_monitor(storage::Transaction& tx, std::string_view name, ElevatorId elevator, UtcTime now);
void unbind_monitor(storage::Transaction& tx, std::string_view name, UtcTime now);

// None for an unknown monitor; one without an elevator for an unbound one.
[[nodiscard]] std::optional<Monitor> find_monitor(storage::Session& session, std::string_view name);
[[nodiscard]] std::vector<Monitor> monitors(storage::Session& session);  // all, by name

// The elevator that a monitor was bound to at a time: late alarms belong to the elevator of then.
[[nodiscard]] std::optional<ElevatorId> elevator_of(storage::Session& session, std::string_view monitor, UtcTime at);

[[nodiscard]] std::optional<Elevator> find_elevator(storage::Session& session, ElevatorId id);
[[nodiscard]] std::optional<Elevator> find_elevator(storage::Session& session, std::string_view code);
[[nodiscard]] std::vector<std::optional<Elevator>> find_elevators(storage::Session& session,
                                                                  std::span<const ElevatorId> ids);
[[nodiscard]] std::vector<Elevator> elevators(storage::Session& session);  // all, by code
[[nodiscard]] std::optional<Unit> find_unit(storage::Session& session, UnitId id);
[[nodiscard]] std::optional<Unit> find_unit(storage::Session& session, std::string_view code);
[[nodiscard]] std::optional<District> find_district(storage::Session& session, DistrictId id);
[[nodiscard]] std::optional<District> find_district(storage::Session& session, std::string_view code);

// Who of a unit is told about an elevator: the people named for that elevator, else the unit's; rescuers before
// managers.
[[nodiscard]] std::vector<Contact> contacts_for(storage::Session& session, UnitId unit, ElevatorId elevator);

// The same for many at once.
struct UnitAtElevator {
  UnitId unit{};
  ElevatorId elevator{};

  auto operator<=>(const UnitAtElevator&) const = default;
};
[[nodiscard]] std::vector<std::vector<Contact>> contacts_for_each(storage::Session& session,
                                                                  std::span<const UnitAtElevator> whom);

// The limits in force at a time; the manual's where a district has none.
[[nodiscard]] rescue::DistrictLimits limits_at(storage::Session& session, DistrictId district, UtcTime at);

}  // namespace liftguard::registry
