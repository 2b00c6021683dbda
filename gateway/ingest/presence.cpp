#include "gateway/ingest/presence.hpp"

#include <utility>
#include <variant>

#include "gateway/proving/sensors.hpp"

namespace liftguard::gateway {

namespace {

// "door,zone": those of the lost sensors that detection rests on.
std::string blinding(const std::vector<std::string>& sensors) {
  std::string lost;
  for (const auto& sensor : sensors)
    if (detection_rests_on(sensor)) lost += (lost.empty() ? "" : ",") + sensor;
  return lost;
}

bool is_blind(const PresenceRow& row) {
  switch (row.state) {
    case Presence::silent:
      return true;
    case Presence::online:
    case Presence::offline:
      return row.unproven || !row.sensors_lost.empty();
    case Presence::revoked:
      return false;  // it is nobody's eye any more
  }
  return false;
}

}  // namespace

std::string_view name_of(Presence presence) {
  switch (presence) {
    case Presence::online:
      return "online";
    case Presence::silent:
      return "silent";
    case Presence::offline:
      return "offline";
    case Presence::revoked:
      return "revoked";
  }
  return "";
}

PresenceBook::PresenceBook(std::vector<PresenceRow> stored, UtcTime now) : hearing_(now) {
  insert(std::move(stored), now);
}

void PresenceBook::insert(std::vector<PresenceRow> stored, UtcTime now) {
  for (auto& row : stored) {
    if (row.state == Presence::silent) news_.was_silent(row.monitor, row.since, now);
    std::string monitor = row.monitor;
    rows_.emplace(std::move(monitor), std::move(row));
  }
}

void PresenceBook::replace(const std::function<bool(std::string_view monitor)>& changes,
                           std::vector<PresenceRow> stored, UtcTime now) {
  std::erase_if(rows_, [&](const auto& known) { return changes(known.first); });
  std::erase_if(changed_, changes);
  news_.pass_over(changes, now);
  for (const auto& row : stored) hearing_.begin(wire::slot_of(row.monitor), now);
  insert(std::move(stored), now);
}

const PresenceRow* PresenceBook::find(std::string_view monitor) const {
  const auto found = rows_.find(monitor);
  return found == rows_.end() ? nullptr : &found->second;
}

PresenceCounts PresenceBook::counts() const {
  PresenceCounts counts;
  for (const auto& [monitor, row] : rows_) {
    switch (row.state) {
      case Presence::online:
        ++counts.online;
        break;
      case Presence::silent:
        ++counts.silent;
        break;
      case Presence::offline:
        ++counts.offline;
        break;
      case Presence::revoked:
        ++counts.revoked;
        break;
    }
    if (row.unconfirmed) ++counts.unconfirmed;
    if (row.unproven) ++counts.unproven;
    if (row.blind_since) ++counts.blind;
  }
  return counts;
}

PresenceRow& PresenceBook::row_of(const std::string& monitor, UtcTime now) {
  const auto [place, is_new] = rows_.try_emplace(monitor);
  if (is_new) {
    place->second.monitor = monitor;
    place->second.since = place->second.heard = now;
  }
  return place->second;
}

void PresenceBook::hear(PresenceRow& row, UtcTime now) {
  hearing_.heard(wire::slot_of(row.monitor), row.heard, now);
  row.heard = now;
}

void PresenceBook::become(PresenceRow& row, Presence state, UtcTime now) {
  if (row.state == state || row.state == Presence::revoked) return;
  if (row.state == Presence::silent) news_.heard(row.monitor, now);
  if (state == Presence::silent) news_.silent(row.monitor, now);
  row.state = state;
  row.since = now;
  changed_.insert(row.monitor);
  look_for_blindness(row, now);
}

void PresenceBook::look_for_blindness(PresenceRow& row, UtcTime now) {
  const bool blind = is_blind(row);
  if (blind == row.blind_since.has_value()) return;
  if (blind) {
    row.blind_since = now;
  } else {
    row.blind_for += now - *row.blind_since;
    row.blind_since.reset();
  }
  changed_.insert(row.monitor);
}

void PresenceBook::observe(const wire::State& state, UtcTime now) {
  PresenceRow& row = row_of(state.monitor, now);
  if (const auto* birth = std::get_if<wire::Birth>(&state.presence)) born(row, *birth, now);
  if (const auto* heartbeat = std::get_if<wire::Heartbeat>(&state.presence)) beat(row, *heartbeat, now);
  if (const auto* will = std::get_if<wire::Will>(&state.presence)) died(row, *will, now);
  if (std::holds_alternative<wire::Progress>(state.presence)) heard_record(state.monitor, now);
}

void PresenceBook::born(PresenceRow& row, const wire::Birth& birth, UtcTime now) {
  hear(row, now);
  become(row, Presence::online, now);
  if (row.boot == birth.at.boot && row.session == birth.session && row.journal == birth.journal &&
      row.firmware == birth.firmware)
    return;
  row.boot = birth.at.boot;
  row.session = birth.session;
  row.journal = birth.journal;
  row.firmware = birth.firmware;
  changed_.insert(row.monitor);
}

void PresenceBook::beat(PresenceRow& row, const wire::Heartbeat& heartbeat, UtcTime now) {
  hear(row, now);
  become(row, Presence::online, now);
  row.boot = heartbeat.at.boot;
  row.session = heartbeat.session;
  const bool unconfirmed = heartbeat.sent_unconfirmed > 0;
  auto sensors_lost = blinding(heartbeat.sensors_lost);
  if (row.unconfirmed == unconfirmed && row.sensors_lost == sensors_lost) return;
  changed_.insert(row.monitor);
  row.unconfirmed = unconfirmed;
  row.sensors_lost = std::move(sensors_lost);
  look_for_blindness(row, now);
}

// A broker publishes the will of a connection that it found dead after the monitor had long made a new one.
void PresenceBook::died(PresenceRow& row, const wire::Will& will, UtcTime now) {
  if (row.state == Presence::online && row.boot == will.boot && row.session == will.session)
    become(row, Presence::offline, now);
}

void PresenceBook::heard_record(std::string_view monitor, UtcTime now) {
  const auto found = rows_.find(monitor);
  if (found == rows_.end()) return;
  hear(found->second, now);
  if (found->second.state == Presence::silent) become(found->second, Presence::online, now);
}

void PresenceBook::revoke(const std::string& monitor, UtcTime now) {
  become(row_of(monitor, now), Presence::revoked, now);
}

void PresenceBook::unproven_are(const std::set<std::string, std::less<>>& monitors, UtcTime now) {
  const auto note = [&](PresenceRow& row, bool unproven) {
    if (row.unproven == unproven) return;
    row.unproven = unproven;
    changed_.insert(row.monitor);
    look_for_blindness(row, now);
  };
  for (const auto& monitor : monitors) note(row_of(monitor, now), true);
  for (auto& [monitor, row] : rows_) note(row, monitors.contains(monitor));
}

// Who has said goodbye and does not come back is as silent as anybody.
void PresenceBook::sweep(UtcTime now) {
  for (auto& [monitor, row] : rows_) {
    const bool is_expected = row.state == Presence::online || row.state == Presence::offline;
    if (is_expected && hearing_.is_silent(wire::slot_of(monitor), row.heard, now)) become(row, Presence::silent, now);
  }
}

std::vector<PresenceRow> PresenceBook::changed(std::size_t limit) const {
  std::vector<PresenceRow> rows;
  for (const auto& monitor : changed_) {
    if (rows.size() >= limit) break;
    rows.push_back(rows_.find(monitor)->second);
  }
  return rows;
}

void PresenceBook::written(std::span<const std::string> monitors) {
  for (const auto& monitor : monitors) changed_.erase(monitor);
}

}  // namespace liftguard::gateway
