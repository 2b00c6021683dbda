// Rides (DV-1) as sums a lift and hour: a city makes twelve million rides a day. Owner of the table ride_hours.
//
// Counted in the transaction that moves the bulk lane's cursor over the ride, and only where it moves: exactly once
// whatever is sent how often. A late ride goes to its own hour.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"
#include "common/wire/up.hpp"

namespace liftguard::gateway {

struct RideSum {
  std::int64_t rides = 0;
  std::int64_t up = 0, down = 0;
  double metres = 0;
  Milliseconds travel{};
  double peak_speed = 0;  // m/s; 0: not known

  void add(const wire::RideBody& ride);
};

struct RideHour {
  std::int64_t hour = 0;  // whole hours since 1970, UTC
  RideSum sum;
};

// Those of one transaction.
class RideSums {
 public:
  // `ended`: by the gateway's judgement (happened.hpp). elevator: none for a box that was bound to none.
  void add(const std::string& monitor, ElevatorId elevator, UtcTime ended, const wire::RideBody& ride);
  void save(storage::Transaction& tx) const;

 private:
  using Key = std::tuple<std::string, std::int64_t, std::int64_t>;  // monitor, elevator, hour
  std::map<Key, RideSum> sums_;
};

// Of a lift, whichever boxes it had, oldest first.
[[nodiscard]] std::vector<RideHour> rides_of(storage::Session& session, ElevatorId elevator, UtcTime from,
                                             UtcTime until);

}  // namespace liftguard::gateway
