// Entrapments of one cause as one incident (rescue/mass.hpp, fault row F6): which orders belong to it, and how it
// stands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/dispatch/views.hpp"
#include "common/rescue/mass.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

struct OrderRecord;
struct Seen;

// A new order takes its place: alone, in an incident that is growing, or as the one that makes a new one, which then
// takes in the open orders of the window. Orders of drills and tests stay alone.
void group_order(storage::Transaction& tx, const OrderRecord& record, const Seen& seen, UtcTime now);

// The order has been closed or opened again: so may its incident be.
void settle_incident_of(storage::Transaction& tx, OrderId order, UtcTime now);

struct IncidentView {
  IncidentId id{};
  rescue::Extent extent = rescue::Extent::estate;
  rescue::MassCause cause = rescue::MassCause::mains_loss;
  std::string district{}, estate{};  // estate empty: the whole district
  UtcTime began{}, last{};           // last: of the newest order
  std::optional<UtcTime> closed{};
  int orders = 0;
  int open = 0;
  int waiting = 0;  // open, and no crew has accepted
};

// Newest first; 50 at the most.
[[nodiscard]] std::vector<IncidentView> open_incidents(storage::Session& session);

// Open orders first in each.
enum class IncidentSort : std::uint8_t {
  people = 1,   // with passengers, then those of which it is not known; closed ones by the number that was found
  minutes = 2,  // the longest trapped first
  site = 3      // by estate, place and code
};
[[nodiscard]] std::optional<IncidentSort> incident_sort_named(std::string_view name);  // "people", "minutes", "site"

inline constexpr int kOrdersOfIncidentPage = 50;

struct IncidentQuery {
  IncidentSort sort = IncidentSort::people;
  int page = 1;
};
struct IncidentDetail {
  IncidentView incident{};
  std::vector<OrderSummary> orders{};  // of this page; none beyond the last one
  int pages = 0;
};
// None: not there. One that has grown into a larger one gives the larger one.
[[nodiscard]] std::optional<IncidentDetail> incident_detail(storage::Session& session, IncidentId id,
                                                            const IncidentQuery& query, UtcTime now);

}  // namespace liftguard::dispatch
