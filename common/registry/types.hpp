// What gateway and platform both must know: elevators, monitors, units, contacts, districts (EL-1, EL-3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/rescue/order.hpp"

namespace liftguard::registry {

struct District {
  DistrictId id{};
  std::string code{};  // administrative division code, unique
  std::string name{};
};

struct Unit {
  UnitId id{};
  std::string code{};  // unified social credit code, unique
  std::string name{};
  std::string phone{};  // 24-hour telephone, empty when none is known
};

enum class ContactRole : std::uint8_t { manager = 1, rescuer = 2 };

// A person of a unit who is told. With an elevator: for that one alone (EL-1), in place of the unit's.
struct Contact {
  ContactId id{};
  UnitId unit{};
  ElevatorId elevator{};  // none: for all elevators of the unit
  ContactRole role = ContactRole::rescuer;
  std::string name{};
  std::string phone{};  // empty: none known; reported before it is needed (fault row G6)
};

struct Elevator {
  ElevatorId id{};
  std::string code{};               // 电梯唯一码, 6 digits, unique
  std::string registration_code{};  // 注册代码, empty when there is none
  std::string place{};              // 所在地点
  std::string estate{};             // 所属楼盘
  DistrictId district{};
  rescue::Area area = rescue::Area::elsewhere;
  UnitId maintenance_unit{};                      // none: nobody to dispatch to
  UnitId second_unit{};                           // 二级救援单位, none when there is none
  std::optional<double> latitude{}, longitude{};  // WGS-84
};

struct Monitor {
  std::string name{};     // 注册编号
  ElevatorId elevator{};  // bound to now, none when unbound
  UtcTime added{};
};

}  // namespace liftguard::registry
