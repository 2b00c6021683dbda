#include "gateway/bulk/ride_hours.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace liftguard::gateway {

namespace {

using storage::Statement;

// Longer than any ride; beyond it, one of the two times is wrong.
constexpr Milliseconds kLongestRide = std::chrono::minutes{30};

constexpr Statement kAdd{
    "ride_hours.add",
    "insert into ride_hours (monitor, elevator_id, hour, rides, rides_up, rides_down, metres, travel_ms, peak_speed) "
    "values (:1, :2, :3, :4, :5, :6, :7, :8, :9) on conflict (monitor, elevator_id, hour) do update set "
    "rides = ride_hours.rides + excluded.rides, rides_up = ride_hours.rides_up + excluded.rides_up, "
    "rides_down = ride_hours.rides_down + excluded.rides_down, metres = ride_hours.metres + excluded.metres, "
    "travel_ms = ride_hours.travel_ms + excluded.travel_ms, "
    "peak_speed = case when excluded.peak_speed > ride_hours.peak_speed then excluded.peak_speed "
    "else ride_hours.peak_speed end"};

constexpr Statement kOfElevator{
    "ride_hours.of_elevator",
    "select hour, cast(sum(rides) as bigint) as rides, cast(sum(rides_up) as bigint) as rides_up, "
    "cast(sum(rides_down) as bigint) as rides_down, sum(metres) as metres, cast(sum(travel_ms) as bigint) as "
    "travel_ms, "
    "max(peak_speed) as peak_speed from ride_hours where elevator_id = :1 and hour >= :2 and hour < :3 "
    "group by hour order by hour"};

// Rounded down, also before 1970.
std::int64_t hour_of(UtcTime time) {
  return std::chrono::floor<std::chrono::hours>(time.time_since_epoch()).count();
}

}  // namespace

void RideSum::add(const wire::RideBody& ride) {
  ++rides;
  up += ride.direction == "up";
  down += ride.direction == "down";
  metres += std::abs(ride.metres.value_or(0));
  const Milliseconds took = ride.at.wall - ride.started;
  if (took > Milliseconds{0} && took <= kLongestRide) travel += took;
  peak_speed = std::max(peak_speed, ride.peak_speed.value_or(0));
}

void RideSums::add(const std::string& monitor, ElevatorId elevator, UtcTime ended, const wire::RideBody& ride) {
  sums_[{monitor, elevator.value, hour_of(ended)}].add(ride);
}

void RideSums::save(storage::Transaction& tx) const {
  for (const auto& [key, sum] : sums_) {
    const auto& [monitor, elevator, hour] = key;
    tx.exec(kAdd, monitor, elevator, hour, sum.rides, sum.up, sum.down, sum.metres, sum.travel, sum.peak_speed);
  }
}

std::vector<RideHour> rides_of(storage::Session& session, ElevatorId elevator, UtcTime from, UtcTime until) {
  std::vector<RideHour> hours;
  for (auto& row : session.query(kOfElevator, elevator.value, hour_of(from), hour_of(until))) {
    RideHour& hour = hours.emplace_back();
    hour.hour = row.take<std::int64_t>();
    hour.sum.rides = row.take<std::int64_t>();
    hour.sum.up = row.take<std::int64_t>();
    hour.sum.down = row.take<std::int64_t>();
    hour.sum.metres = row.take<double>();
    hour.sum.travel = row.take<Milliseconds>();
    hour.sum.peak_speed = row.take<double>();
  }
  return hours;
}

}  // namespace liftguard::gateway
