// What is looked up to tell of orders: each thing once for a batch of them, those of many orders by one statement. Used
// by telling.cpp alone.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "common/dispatch/seen.hpp"
#include "common/dispatch/telling.hpp"
#include "common/registry/store.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

class TellingFacts {
 public:
  // Looks up what telling these will most likely ask for; the rest comes when it is asked for.
  TellingFacts(storage::Session& session, std::span<const Tale> tales);

  [[nodiscard]] const std::string& district(DistrictId id);  // its name; empty: unknown
  [[nodiscard]] const Seen& seen(EventId alarm);
  [[nodiscard]] const std::vector<registry::Contact>& contacts(const registry::UnitAtElevator& whose);

 private:
  void look_at(std::span<const EventId> alarms);
  void look_for(std::span<const registry::UnitAtElevator> whose);

  storage::Session& session_;
  std::map<DistrictId, std::string> districts_;
  std::map<EventId, Seen> seen_;
  std::map<registry::UnitAtElevator, std::vector<registry::Contact>> contacts_;
};

}  // namespace liftguard::dispatch
