#include "common/uploads/outbox.hpp"

#include <algorithm>

#include "common/registry/store.hpp"
#include "common/storage/counter.hpp"
#include "common/uploads/store.hpp"

namespace liftguard::uploads {

using storage::Row;
using storage::Statement;

namespace {

constexpr Statement kOutlets{"upload_receivers.outlets",
                             "select r.id, d.id, d.code, r.dialect, r.uncoded from upload_receiver_districts x "
                             "join upload_receivers r on r.id = x.receiver_id join districts d on d.id = x.district_id "
                             "where r.retired = 0 order by r.name"};
constexpr Statement kKnown{"uploads.known", "select id from uploads where receiver_id = :1 and idempotency_key = :2"};
constexpr Statement kInsert{"uploads.insert",
                            "insert into uploads (id, receiver_id, idempotency_key, elevator_id, kind, body, state, "
                            "tries, created_ms, due_ms, worker, answer, settled_by) "
                            "values (:1, :2, :3, :4, :5, :6, 1, 0, :7, :7, '', '', '')"};

// Without a table nobody knows what has a number: better a report by name than none.
bool is_wanted(const EventReport& report, Uncoded uncoded, const std::optional<CodeTable>& codes) {
  return uncoded == Uncoded::by_name || !codes || has_code(report, *codes);
}

bool is_wanted(const OrderReport& /*report*/, Uncoded /*uncoded*/, const std::optional<CodeTable>& /*codes*/) {
  return true;
}

}  // namespace

void Outbox::add(const EventReport& report) {
  if (concerns_a_regulator(report.kind)) put(report, Kind::event);
}

void Outbox::add(const OrderReport& report) {
  put(report, Kind::order_step);
}

// Never refuses: an alarm is in the same transaction.
template <class Report>
void Outbox::put(const Report& report, Kind kind) {
  if (!report.elevator || outlets().empty()) return;
  const auto elevator = registry::find_elevator(tx_, report.elevator);
  if (!elevator) return;
  static const CodeTable kNoNumbers;
  const std::string key = key_of(report);
  for (const Outlet& outlet : outlets()) {
    if (outlet.district != elevator->district) continue;
    const auto& table = codes(outlet.dialect);
    if (!is_wanted(report, outlet.uncoded, table) || tx_.query_one(kKnown, outlet.receiver, key)) continue;
    const UploadId id{storage::next_number(tx_, "uploads")};
    const Addressed to{to_string(id),       key, outlet.dialect, table ? *table : kNoNumbers, *elevator,
                       outlet.district_code};
    tx_.exec(kInsert, id, outlet.receiver, key, elevator->id, kind, body_of(report, to), now_);
  }
}

const std::vector<Outbox::Outlet>& Outbox::outlets() {
  if (outlets_) return *outlets_;
  outlets_.emplace();
  for (Row& row : tx_.query(kOutlets))
    outlets_->push_back({row.take<ReceiverId>(), row.take<DistrictId>(), row.take<std::string>(),
                         row.take<std::string>(), row.take<Uncoded>()});
  return *outlets_;
}

const std::optional<CodeTable>& Outbox::codes(const std::string& dialect) {
  const auto known = codes_.find(dialect);
  if (known != codes_.end()) return known->second;
  return codes_.emplace(dialect, codes_of(tx_, dialect)).first->second;
}

}  // namespace liftguard::uploads
