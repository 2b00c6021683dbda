#include "gateway/ingest/presence.hpp"

#include <utility>
#include <variant>

namespace liftguard::gateway {

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

PresenceBook::PresenceBook(std::vector<PresenceRow> stored, UtcTime now) {
  insert(std::move(stored), now);
}

void PresenceBook::insert(std::vector<PresenceRow> stored, UtcTime now) {
  for (auto& row : stored) {
    row.heard = now;
    std::string monitor = row.monitor;
    rows_.emplace(std::move(monitor), std::move(row));
  }
}

void PresenceBook::replace(const std::function<bool(std::string_view monitor)>& changes,
                           std::vector<PresenceRow> stored, UtcTime now) {
  std::erase_if(rows_, [&](const auto& known) { return changes(known.first); });
  std::erase_if(changed_, changes);
  insert(std::move(stored), now);
}

const PresenceRow* PresenceBook::find(std::string_view monitor) const {
  const auto found = rows_.find(monitor);
  return found == rows_.end() ? nullptr : &found->second;
}

PresenceRow& PresenceBook::row_of(const std::string& monitor, UtcTime now) {
  const auto [place, is_new] = rows_.try_emplace(monitor);
  if (is_new) {
    place->second.monitor = monitor;
    place->second.since = now;
  }
  return place->second;
}

void PresenceBook::become(PresenceRow& row, Presence state, UtcTime now) {
  if (row.state == state || row.state == Presence::revoked) return;
  row.state = state;
  row.since = now;
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
  row.heard = now;
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
  row.heard = now;
  become(row, Presence::online, now);
  row.boot = heartbeat.at.boot;
  row.session = heartbeat.session;
  const bool unconfirmed = heartbeat.sent_unconfirmed > 0;
  if (row.unconfirmed != unconfirmed) changed_.insert(row.monitor);
  row.unconfirmed = unconfirmed;
}

// A broker publishes the will of a connection that it found dead after the monitor had long made a new one.
void PresenceBook::died(PresenceRow& row, const wire::Will& will, UtcTime now) {
  if (row.boot == will.boot && row.session == will.session) become(row, Presence::offline, now);
}

void PresenceBook::heard_record(std::string_view monitor, UtcTime now) {
  const auto found = rows_.find(monitor);
  if (found == rows_.end()) return;
  found->second.heard = now;
  if (found->second.state == Presence::silent) become(found->second, Presence::online, now);
}

void PresenceBook::revoke(const std::string& monitor, UtcTime now) {
  become(row_of(monitor, now), Presence::revoked, now);
}

void PresenceBook::sweep(UtcTime now) {
  for (auto& [monitor, row] : rows_)
    if (row.state == Presence::online && now - row.heard > kSilentAfter) become(row, Presence::silent, now);
}

std::vector<PresenceRow> PresenceBook::changed() const {
  std::vector<PresenceRow> rows;
  for (const auto& monitor : changed_) rows.push_back(rows_.find(monitor)->second);
  return rows;
}

}  // namespace liftguard::gateway
