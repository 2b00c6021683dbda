#include "firmware/link/flights.hpp"

#include <algorithm>
#include <utility>

namespace liftguard::link {

Flights::Flight* Flights::find(const RecordKey& key) {
  const auto at = std::find_if(flights_.begin(), flights_.end(), [&](const auto& flight) { return flight.key == key; });
  return at == flights_.end() ? nullptr : &*at;
}

std::size_t Flights::in_window() const {
  return static_cast<std::size_t>(
      std::count_if(flights_.begin(), flights_.end(), [](const auto& flight) { return !flight.aside; }));
}

void Flights::went(Flight& flight, SteadyTime now) {
  pace_.went(flight.bytes, now);
  flight.order = next_order_++;
  flight.latest_overtaken = false;
  if (!flight.unacknowledged_since) flight.unacknowledged_since = now;
}

void Flights::sent(Flight& flight, SteadyTime now) {
  went(flight, now);
  ++flight.tries;
  flight.resend = flight.resend.count() == 0 ? options_.first_resend : std::min(flight.resend * 2, options_.max_resend);
  if (flight.aside) flight.resend = kAsideResend;
  flight.next_send = now + flight.resend;
}

std::vector<RecordKey> Flights::take_due(const Backlog& backlog, const Window& window, SteadyTime now) {
  std::vector<RecordKey> out;
  turn_begins_ = next_order_;
  send_again(now, out);
  send_more(backlog, window, now, out);
  return out;
}

void Flights::send_again(SteadyTime now, std::vector<RecordKey>& out) {
  for (std::size_t i = 0; i < flights_.size(); ++i) {
    auto& flight = flights_[i];
    if (flight.next_send > now) continue;
    if (!pace_.may_go(now)) return;
    const bool hopeless = flight.refused && flight.tries >= kTriesBeforeAside;
    if (!flight.aside && (hopeless || flight.overtaken >= kOvertakenBeforeAside)) {
      flight.aside = true;
      newly_aside_.push_back(flight.key);
    }
    if (!flight.aside) take_elders_along(i, now, out);
    sent(flight, now);
    out.push_back(flight.key);
  }
}

// Beside their own timers, which run on: nothing is later for it.
void Flights::take_elders_along(std::size_t elders, SteadyTime now, std::vector<RecordKey>& out) {
  for (std::size_t i = 0; i < elders; ++i) {
    auto& flight = flights_[i];
    const bool surely_arrives = came_through_ && flight.order > *came_through_;
    const bool just_went = flight.order >= turn_begins_;
    if (flight.aside || surely_arrives || just_went) continue;
    went(flight, now);
    out.push_back(flight.key);
  }
}

void Flights::send_more(const Backlog& backlog, const Window& window, SteadyTime now, std::vector<RecordKey>& out) {
  held_back_ = false;
  while (has_room(window)) {
    const auto key = backlog.next_unconfirmed(options_.lane, taken_);
    if (!key) return;
    held_back_ = !pace_.may_go(now);
    if (held_back_) return;
    taken_ = key;
    if (find(*key) != nullptr) continue;
    take_elders_along(flights_.size(), now, out);
    Flight flight;
    flight.key = *key;
    flight.bytes = backlog.length(*key) + kWireOverhead;
    flight.first_sent = now;
    flights_.push_back(flight);
    sent(flights_.back(), now);
    out.push_back(*key);
  }
}

bool Flights::has_room(const Window& window) const {
  std::size_t records = 0, bytes = 0;
  for (const auto& flight : flights_) {
    if (flight.aside) continue;
    ++records;
    bytes += flight.bytes;
  }
  return records < window.records && (records == 0 || bytes < window.bytes);
}

void Flights::send_all_at(SteadyTime when) {
  path_begins_ = next_order_;
  came_through_.reset();
  for (auto& flight : flights_) {
    flight.unacknowledged_since.reset();
    if (flight.aside) continue;
    flight.next_send = when;
    flight.resend = {};
  }
}

void Flights::start_over() {
  flights_.clear();
  taken_.reset();
}

void Flights::forget_confirmed(const Backlog& backlog) {
  std::uint64_t latest_confirmed = 0;
  for (const auto& flight : flights_) {
    if (backlog.is_unconfirmed(flight.key)) continue;
    latest_confirmed = std::max(latest_confirmed, flight.order);
    if (flight.order >= path_begins_) came_through_ = std::min(came_through_.value_or(flight.order), flight.order);
  }
  std::erase_if(flights_, [&](const auto& flight) { return !backlog.is_unconfirmed(flight.key); });
  for (auto& flight : flights_)
    if (flight.order < latest_confirmed && !std::exchange(flight.latest_overtaken, true)) ++flight.overtaken;
}

void Flights::acknowledged(const RecordKey& key) {
  if (auto* flight = find(key)) flight->unacknowledged_since.reset();
}

void Flights::refused(const RecordKey& key) {
  if (auto* flight = find(key)) {
    flight->unacknowledged_since.reset();
    flight->refused = true;
  }
}

void Flights::postponed(const RecordKey& key, SteadyTime until) {
  auto* flight = find(key);
  if (flight == nullptr) return;
  if (flight->tries > 0) --flight->tries;
  if (flight->tries == 0) flight->resend = {};
  flight->unacknowledged_since.reset();
  flight->next_send = until;
  flight->order = 0;
  flight->latest_overtaken = true;  // nothing went that could be
}

std::vector<RecordKey> Flights::take_set_aside() {
  return std::exchange(newly_aside_, {});
}

std::optional<SteadyTime> Flights::next_due() const {
  std::optional<SteadyTime> out;
  if (held_back_) out = pace_.free_at();
  for (const auto& flight : flights_) {
    const auto due = std::max(flight.next_send, pace_.free_at());
    out = out ? std::min(*out, due) : due;
  }
  return out;
}

// Flights lie in the order of their first sending.
std::optional<SteadyTime> Flights::oldest_first_sent() const {
  return flights_.empty() ? std::nullopt : std::optional{flights_.front().first_sent};
}

std::optional<SteadyTime> Flights::oldest_in_window() const {
  const auto at = std::find_if(flights_.begin(), flights_.end(), [](const auto& flight) { return !flight.aside; });
  return at == flights_.end() ? std::nullopt : std::optional{at->first_sent};
}

std::size_t Flights::first_sent_before(SteadyTime when) const {
  return static_cast<std::size_t>(
      std::count_if(flights_.begin(), flights_.end(), [when](const auto& f) { return f.first_sent <= when; }));
}

std::optional<SteadyTime> Flights::unacknowledged_since() const {
  std::optional<SteadyTime> out;
  for (const auto& flight : flights_)
    if (flight.unacknowledged_since && !flight.aside)
      out = out ? std::min(*out, *flight.unacknowledged_since) : *flight.unacknowledged_since;
  return out;
}

}  // namespace liftguard::link
