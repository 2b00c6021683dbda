// Every field of an event, in the order of its declaration. Each struct is taken apart by a structured binding: a field
// that the engine gains does not compile until it is walked here.
#pragma once

#include "firmware/engine/event.hpp"
#include "firmware/port/cortex_m/stream/bytes.hpp"

namespace liftguard::port {

template <class Walker>
void walk(Walker& walker, engine::Reason& reason) {
  auto& [kind, at] = reason;
  walk_all(walker, kind, at);
}

template <class Walker>
void walk(Walker& walker, engine::ParameterValue& parameter) {
  auto& [id, value] = parameter;
  walk_all(walker, id, value);
}

template <class Walker>
void walk(Walker& walker, engine::Situation& situation) {
  auto& [door_open, in_zone, mains_on, inspection_on, occupancy, motion, degraded] = situation;
  walk_all(walker, door_open, in_zone, mains_on, inspection_on, occupancy, motion, degraded);
}

template <class Walker>
void walk(Walker& walker, engine::Ride& ride) {
  auto& [start, end, metres, direction, from, to, peak_speed_mps, basis] = ride;
  walk_all(walker, start, end, metres, direction, from, to, peak_speed_mps, basis);
}

template <class Walker>
void walk(Walker& walker, engine::Recovery& recovery) {
  auto& [episode_length, people_left, how] = recovery;
  walk_all(walker, episode_length, people_left, how);
}

template <class Walker>
void walk(Walker& walker, engine::SensorChange& change) {
  auto& [sensor, fault] = change;
  walk_all(walker, sensor, fault);
}

template <class Walker>
void walk(Walker& walker, engine::Event& event) {
  auto& [kind, at, rule, episode, position_m, floor, between_low, between_high, situation, zone_untrusted, reason_list,
         reason_count, value_list, value_count, ride, recovery, sensor] = event;
  walk_all(walker, kind, at, rule, episode, position_m, floor, between_low, between_high, situation, zone_untrusted,
           reason_list, reason_count, value_list, value_count, ride, recovery, sensor);
}

}  // namespace liftguard::port
