// Which monitors are there: online, silent (no heartbeat for two minutes), offline (the broker published their will),
// revoked (whatever it says; there is no way back).
//
// Kept in memory and written on change, since heartbeats of a whole city are no database load. Pure: times are handed
// in. For one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/wire/state.hpp"

namespace liftguard::gateway {

// Numbers are those of the table monitor_presence.
enum class Presence : std::uint8_t { online = 1, silent = 2, offline = 3, revoked = 4 };

[[nodiscard]] std::string_view name_of(Presence presence);

inline constexpr Milliseconds kSilentAfter = std::chrono::minutes{2};  // fault row C12

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

  bool operator==(const PresenceRow&) const = default;
};

class PresenceBook {
 public:
  // As stored. Nobody becomes silent for what was not heard while no gateway listened: the silence counts from `now`.
  PresenceBook(std::vector<PresenceRow> stored, UtcTime now);

  [[nodiscard]] bool knows(std::string_view monitor) const { return rows_.find(monitor) != rows_.end(); }
  [[nodiscard]] const PresenceRow* find(std::string_view monitor) const;

  // In place of what is known of the monitors that `changes` names: those of slots that came or went.
  void replace(const std::function<bool(std::string_view monitor)>& changes, std::vector<PresenceRow> stored,
               UtcTime now);

  // The caller has made sure that the monitor is registered.
  void observe(const wire::State& state, UtcTime now);
  void heard_record(std::string_view monitor, UtcTime now);  // a record came: no silence, but no birth either

  void revoke(const std::string& monitor, UtcTime now);  // fault row E10

  // Marks those as silent that have not been heard for too long.
  void sweep(UtcTime now);

  // What is to be written; stays until `written` says that it is durable.
  [[nodiscard]] std::vector<PresenceRow> changed() const;
  [[nodiscard]] bool has_changes() const { return !changed_.empty(); }
  void written() { changed_.clear(); }

 private:
  using Rows = std::map<std::string, PresenceRow, std::less<>>;

  void insert(std::vector<PresenceRow> stored, UtcTime now);
  PresenceRow& row_of(const std::string& monitor, UtcTime now);
  void become(PresenceRow& row, Presence state, UtcTime now);
  void born(PresenceRow& row, const wire::Birth& birth, UtcTime now);
  void beat(PresenceRow& row, const wire::Heartbeat& heartbeat, UtcTime now);
  void died(PresenceRow& row, const wire::Will& will, UtcTime now);

  Rows rows_;
  std::set<std::string, std::less<>> changed_;
};

}  // namespace liftguard::gateway
