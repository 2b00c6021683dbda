#include "common/dispatch/telling_facts.hpp"

#include <set>

#include "common/dispatch/alarm_rows.hpp"

namespace liftguard::dispatch {

TellingFacts::TellingFacts(storage::Session& session, std::span<const Tale> tales) : session_(session) {
  std::set<EventId> alarms;
  std::set<registry::UnitAtElevator> whose;
  for (const Tale& tale : tales) {
    alarms.insert(tale.record.cause);
    for (const rescue::Happening& happening : tale.happenings)
      if (const UnitId unit = tale.record.unit_of(happening.level)) whose.insert({unit, tale.record.elevator.id});
  }
  look_at(std::vector(alarms.begin(), alarms.end()));
  look_for(std::vector(whose.begin(), whose.end()));
}

const std::string& TellingFacts::district(DistrictId id) {
  const auto known = districts_.find(id);
  if (known != districts_.end()) return known->second;
  const auto found = registry::find_district(session_, id);
  return districts_.emplace(id, found ? found->name : "").first->second;
}

const Seen& TellingFacts::seen(EventId alarm) {
  if (!seen_.contains(alarm)) look_at({&alarm, 1});
  return seen_.at(alarm);
}

const std::vector<registry::Contact>& TellingFacts::contacts(const registry::UnitAtElevator& whose) {
  if (!contacts_.contains(whose)) look_for({&whose, 1});
  return contacts_.at(whose);
}

void TellingFacts::look_at(std::span<const EventId> alarms) {
  auto found = read_seen_each(session_, alarms);
  for (std::size_t i = 0; i < alarms.size(); ++i) seen_[alarms[i]] = std::move(found[i]);
}

void TellingFacts::look_for(std::span<const registry::UnitAtElevator> whose) {
  auto found = registry::contacts_for_each(session_, whose);
  for (std::size_t i = 0; i < whose.size(); ++i) contacts_[whose[i]] = std::move(found[i]);
}

}  // namespace liftguard::dispatch
