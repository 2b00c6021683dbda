// Writing into the outbox, in the transaction of the cause. Used by whoever stores events (gateway/ingest) and order
// steps (common/dispatch).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/event_codes.hpp"
#include "common/storage/database.hpp"
#include "common/uploads/body.hpp"
#include "common/uploads/types.hpp"

namespace liftguard::uploads {

// For one transaction. Where no receiver is set up it costs one query, at the first report.
class Outbox {
 public:
  Outbox(storage::Transaction& tx, UtcTime now) : tx_(tx), now_(now) {}

  [[nodiscard]] bool has_receivers() { return !outlets().empty(); }

  // A row for each receiver of the elevator's district. The same report again changes nothing. Reports about no
  // elevator go nowhere. A receiver whose dialect has no table gets them by name.
  void add(const EventReport& report);
  void add(const OrderReport& report);

 private:
  struct Outlet {
    ReceiverId receiver{};
    DistrictId district{};
    std::string district_code{};
    std::string dialect{};
    Uncoded uncoded = Uncoded::by_name;
  };

  template <class Report>
  void put(const Report& report, Kind kind);
  [[nodiscard]] const std::vector<Outlet>& outlets();
  [[nodiscard]] const std::optional<CodeTable>& codes(const std::string& dialect);

  storage::Transaction& tx_;
  UtcTime now_;
  std::optional<std::vector<Outlet>> outlets_{};
  std::map<std::string, std::optional<CodeTable>> codes_{};
};

}  // namespace liftguard::uploads
