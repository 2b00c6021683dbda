// Which monitors are there: online, silent (no heartbeat for two minutes), offline (the broker published their will),
// revoked (whatever it says; there is no way back). And which are blind: silent, unproven (DV-22), or without a sensor
// that detection rests on; blind time is counted.
//
// Kept in memory and written on change, since heartbeats of a whole city are no database load. Pure: times are handed
// in. For one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/wire/state.hpp"
#include "gateway/ingest/hearing.hpp"
#include "gateway/ingest/silence_news.hpp"

namespace liftguard::gateway {

// Numbers are those of the table monitor_presence.
enum class Presence : std::uint8_t { online = 1, silent = 2, offline = 3, revoked = 4 };

[[nodiscard]] std::string_view name_of(Presence presence);

struct PresenceRow {
  std::string monitor;
  Presence state = Presence::offline;
  bool unconfirmed = false;  // it says that it has sent what nobody confirmed (A12)
  UtcTime since;             // of `state`
  UtcTime heard;
  std::uint64_t boot = 0;
  std::uint64_t session = 0;
  std::uint64_t journal = 0;
  std::string firmware;
  bool unproven = false;               // no good self-test for 72 h (C11)
  std::string sensors_lost;            // that detection rests on: "door,zone"
  std::optional<UtcTime> blind_since;  // none: it sees
  Milliseconds blind_for{0};           // of the times that are over

  bool operator==(const PresenceRow&) const = default;
};

// How many boxes are what; a box may be several of the last three.
struct PresenceCounts {
  std::size_t online = 0, silent = 0, offline = 0, revoked = 0;
  std::size_t unconfirmed = 0, unproven = 0, blind = 0;
};

class PresenceBook {
 public:
  // As stored. Nobody becomes silent for what was not heard while no gateway listened: the silence counts from `now`.
  PresenceBook(std::vector<PresenceRow> stored, UtcTime now);

  [[nodiscard]] bool knows(std::string_view monitor) const { return rows_.find(monitor) != rows_.end(); }
  [[nodiscard]] const PresenceRow* find(std::string_view monitor) const;
  [[nodiscard]] PresenceCounts counts() const;

  // In place of what is known of the monitors that `changes` names: those of slots that came or went.
  void replace(const std::function<bool(std::string_view monitor)>& changes, std::vector<PresenceRow> stored,
               UtcTime now);

  // The caller has made sure that the monitor is registered.
  void observe(const wire::State& state, UtcTime now);
  void heard_record(std::string_view monitor, UtcTime now);  // a record came: no silence, but no birth either

  void revoke(const std::string& monitor, UtcTime now);  // fault row E10

  // These are unproven, and no others.
  void unproven_are(const std::set<std::string, std::less<>>& monitors, UtcTime now);

  // Whose boxes could be heard all the time since the last call. Without a call, everybody's.
  void could_hear(const leases::SlotSet& slots, UtcTime now) { hearing_.follow(slots, now); }

  // Marks those as silent that have not been heard for too long.
  void sweep(UtcTime now);

  // What is to be written, at most so many; stays until `written` says that it is durable.
  [[nodiscard]] std::vector<PresenceRow> changed(std::size_t limit) const;
  [[nodiscard]] bool has_changes() const { return !changed_.empty(); }
  void written(std::span<const std::string> monitors);

  // What the desk is to hear of those that fell silent.
  [[nodiscard]] SilenceNews& news() { return news_; }
  [[nodiscard]] const SilenceNews& news() const { return news_; }

 private:
  using Rows = std::map<std::string, PresenceRow, std::less<>>;

  void insert(std::vector<PresenceRow> stored, UtcTime now);
  PresenceRow& row_of(const std::string& monitor, UtcTime now);
  void hear(PresenceRow& row, UtcTime now);
  void become(PresenceRow& row, Presence state, UtcTime now);
  void look_for_blindness(PresenceRow& row, UtcTime now);
  void born(PresenceRow& row, const wire::Birth& birth, UtcTime now);
  void beat(PresenceRow& row, const wire::Heartbeat& heartbeat, UtcTime now);
  void died(PresenceRow& row, const wire::Will& will, UtcTime now);

  Rows rows_;
  Hearing hearing_;
  SilenceNews news_;
  std::set<std::string, std::less<>> changed_;
};

}  // namespace liftguard::gateway
