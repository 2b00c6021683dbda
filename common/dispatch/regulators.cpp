#include "common/dispatch/regulators.hpp"

#include <optional>

namespace liftguard::dispatch {

using rescue::What;

namespace {

bool concerns_a_regulator(What what) {
  switch (what) {
    case What::opened:
    case What::new_cause:
    case What::dispatched:
    case What::stepped:
    case What::stepped_back:
    case What::limit_passed:
    case What::no_second_level:
    case What::recovered:
    case What::closed:
    case What::reopened:
    case What::not_needed:
    case What::withdrawn:
    case What::episode_still_open:
      return true;
    case What::attached:
    case What::passenger_answered:
    case What::escalated:
    case What::desk_opened:
      return false;
  }
  return false;
}

// Steps and levels that say something about this happening.
bool is_of_a_dispatch(What what) {
  switch (what) {
    case What::dispatched:
    case What::stepped:
    case What::stepped_back:
    case What::limit_passed:
    case What::no_second_level:
    case What::not_needed:
    case What::withdrawn:
    case What::closed:
      return true;
    case What::opened:
    case What::new_cause:
    case What::recovered:
    case What::reopened:
    case What::episode_still_open:
    case What::attached:
    case What::passenger_answered:
    case What::escalated:
    case What::desk_opened:
      return false;
  }
  return false;
}

}  // namespace

void report_to_regulators(uploads::Outbox& outbox, const OrderRecord& record, const Seen& seen,
                          const rescue::Happenings& happenings) {
  if (!outbox.has_receivers()) return;
  for (const rescue::Happening& h : happenings) {
    if (!concerns_a_regulator(h.what)) continue;
    uploads::OrderReport report{.order = record.id,
                                .elevator = record.elevator.id,
                                .what = std::string(name_of(h.what)),
                                .round = h.round,
                                .at = h.at,
                                .stands_at = std::string(name_of(record.order.step)),
                                .tag = std::string(name_of(record.order.tag)),
                                .happened = record.happened,
                                .cause = seen.kind,
                                .facts_json = to_json(seen)};
    if (is_of_a_dispatch(h.what)) report.level = static_cast<int>(h.level);
    if (h.step != rescue::Step::received) report.step = std::string(name_of(h.step));
    if (h.what == What::limit_passed) report.due = h.due;
    if (record.closing && !record.order.open()) report.result = std::string(name_of(record.closing->result));
    outbox.add(report);
  }
}

}  // namespace liftguard::dispatch
