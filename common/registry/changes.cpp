#include "common/registry/changes.hpp"

namespace liftguard::registry {

namespace {

using storage::Statement;

constexpr Statement kNewest{"counters.registry", "select value from counters where name = 'registry'"};
constexpr Statement kChangedAfter{
    "monitors.changed_after",
    "select m.name, b.elevator_id, coalesce(b.from_ms, 0) as from_ms from monitors m left join bindings b "
    "on b.monitor = m.name and b.until_ms is null where m.changed > :1"};

}  // namespace

std::int64_t newest_registry_change(storage::Session& session) {
  return session.query_one(kNewest)->get<std::int64_t>(0);
}

std::vector<BoundMonitor> monitors_changed_after(storage::Session& session, std::int64_t change) {
  std::vector<BoundMonitor> changed;
  for (auto& row : session.query(kChangedAfter, change))
    changed.push_back(
        {.name = row.take<std::string>(), .elevator = row.take<ElevatorId>(), .since = row.take<UtcTime>()});
  return changed;
}

}  // namespace liftguard::registry
