#include "common/dispatch/incidents.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/dispatch/desk.hpp"
#include "common/dispatch/order_record.hpp"
#include "common/dispatch/seen.hpp"
#include "common/registry/store.hpp"
#include "common/storage/changes.hpp"

namespace liftguard::dispatch {

using rescue::Extent;
using rescue::MassCause;
using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kPlace{"order_sites.insert",
                           "insert into order_sites (order_id, district_id, estate, opened_ms, mains_lost) "
                           "values (:1, :2, :3, :4, :5) on conflict (order_id) do nothing"};
constexpr Statement kGrowing{"incidents.open_of_district",
                             "select id, extent, estate, last_ms from incidents "
                             "where district_id = :1 and closed_ms is null order by extent desc, began_ms desc"};
constexpr Statement kRecent{"order_sites.recent",
                            "select s.estate, s.mains_lost from order_sites s join orders o on o.id = s.order_id "
                            "where s.district_id = :1 and s.opened_ms >= :2 and o.closed_ms is null limit 200"};
constexpr Statement kJoin{"order_sites.join", "update order_sites set incident_id = :2 where order_id = :1"};
constexpr Statement kGrew{"incidents.grew", "update incidents set last_ms = :2 where id = :1"};
constexpr Statement kInsert{"incidents.insert",
                            "insert into incidents (id, extent, cause, district_id, estate, began_ms, last_ms) "
                            "values (:1, :2, :3, :4, :5, :6, :6)"};
constexpr Statement kTakeIn{"order_sites.take_in",
                            "update order_sites set incident_id = :1 where district_id = :2 and opened_ms >= :3 "
                            "and (:4 = '' or estate = :4) and exists "
                            "(select 1 from orders o where o.id = order_sites.order_id and o.closed_ms is null)"};
constexpr Statement kInherit{"order_sites.inherit", "update order_sites set incident_id = :1 where incident_id = :2"};
constexpr Statement kMergeInto{"incidents.merge",
                               "update incidents set closed_ms = :2, merged_into = :3 where id = :1"};
constexpr Statement kOf{"order_sites.incident",
                        "select s.incident_id, i.closed_ms from order_sites s join incidents i on i.id = s.incident_id "
                        "where s.order_id = :1"};
constexpr Statement kAnyOpen{"order_sites.any_open",
                             "select s.order_id from order_sites s join orders o on o.id = s.order_id "
                             "where s.incident_id = :1 and o.closed_ms is null limit 1"};
constexpr Statement kClose{"incidents.close", "update incidents set closed_ms = :2 where id = :1"};

void note_change(Transaction& tx, IncidentId id, std::string_view what, UtcTime now) {
  storage::append_change(
      tx, {.kind = "incident", .subject = id.value, .detail = fmt::format(R"({{"what":"{}"}})", what)}, now);
}

// A new order on its way into an incident.
class Grouping {
 public:
  Grouping(Transaction& tx, const OrderRecord& record, bool mains_lost, UtcTime now)
      : tx_(tx), order_(record.id), elevator_(record.elevator), mains_lost_(mains_lost), now_(now) {}

  void run() {
    tx_.exec(kPlace, order_, elevator_.district, elevator_.estate, now_, mains_lost_);
    read_open();
    if (district_ && rescue::still_growing(district_last_, now_)) return join(*district_);
    const auto grouping = rescue::group(counts(), !elevator_.estate.empty());
    if (grouping && grouping->extent == Extent::district) return begin(*grouping);
    if (estate_ && rescue::still_growing(estate_last_, now_)) return join(*estate_);
    if (grouping) begin(*grouping);
  }

 private:
  void read_open() {
    for (Row& row : tx_.query(kGrowing, elevator_.district)) {
      const auto id = row.take<IncidentId>();
      const auto extent = row.take<Extent>();
      const bool same_estate = row.take<std::string>() == elevator_.estate;
      const auto last = row.take<UtcTime>();
      if (extent == Extent::district && !district_) {
        district_ = id;
        district_last_ = last;
      } else if (extent == Extent::estate) {
        of_estates_.push_back(id);
        if (same_estate && !estate_) {
          estate_ = id;
          estate_last_ = last;
        }
      }
    }
  }

  // Itself included.
  rescue::MassCounts counts() {
    rescue::MassCounts counts;
    for (Row& row : tx_.query(kRecent, elevator_.district, now_ - rescue::kMassRule.window)) {
      const bool here = row.take<std::string>() == elevator_.estate;
      const bool mains = row.take<bool>();
      ++counts.district_any;
      counts.district_mains += mains ? 1 : 0;
      counts.estate_any += here ? 1 : 0;
      counts.estate_mains += here && mains ? 1 : 0;
    }
    return counts;
  }

  void join(IncidentId incident) {
    tx_.exec(kJoin, order_, incident);
    tx_.exec(kGrew, incident, now_);
    note_change(tx_, incident, "grown", now_);
  }

  void begin(const rescue::Grouping& grouping) {
    const auto id = tx_.make_id<IncidentId>();
    const std::string estate = grouping.extent == Extent::estate ? elevator_.estate : "";
    tx_.exec(kInsert, id, grouping.extent, grouping.cause, elevator_.district, estate, now_);
    if (grouping.extent == Extent::district)
      for (const IncidentId smaller : of_estates_) {
        tx_.exec(kInherit, id, smaller);
        tx_.exec(kMergeInto, smaller, now_, id);
        note_change(tx_, smaller, "merged", now_);
      }
    tx_.exec(kTakeIn, id, elevator_.district, now_ - rescue::kMassRule.window, estate);
    note_change(tx_, id, "begun", now_);
    ring_desk(id, grouping, estate);
  }

  void ring_desk(IncidentId id, const rescue::Grouping& grouping, const std::string& estate) {
    const auto district = registry::find_district(tx_, elevator_.district);
    const std::string place = (district ? district->name : std::string()) + estate;
    const bool mains = grouping.cause == MassCause::mains_loss;
    ring(tx_,
         {.kind = AlertKind::incident,
          .key = "incident-" + to_string(id),
          .text_zh = fmt::format("群体困人：{}{}，已并为一个事件，各工单时限不变", place, mains ? "停电" : ""),
          .text_en = fmt::format("Many people trapped in {}{}: one incident, each order keeps its limits", place,
                                 mains ? ", mains lost" : "")},
         now_);
  }

  Transaction& tx_;
  OrderId order_;
  const registry::Elevator& elevator_;
  bool mains_lost_;
  UtcTime now_;
  std::optional<IncidentId> district_, estate_;
  UtcTime district_last_{}, estate_last_{};
  std::vector<IncidentId> of_estates_;
};

}  // namespace

void group_order(Transaction& tx, const OrderRecord& record, const Seen& seen, UtcTime now) {
  if (record.order.tag != rescue::Tag::normal) return;
  Grouping(tx, record, seen.mains.has_value() && !*seen.mains, now).run();
}

void settle_incident_of(Transaction& tx, OrderId order, UtcTime now) {
  auto row = tx.query_one(kOf, order);
  if (!row) return;
  const auto incident = row->take<IncidentId>();
  const bool was_open = !row->take<std::optional<UtcTime>>();
  const bool is_open = tx.query_one(kAnyOpen, incident).has_value();
  if (is_open != was_open) tx.exec(kClose, incident, is_open ? std::nullopt : std::optional(now));
  note_change(tx, incident, is_open ? "changed" : "closed", now);
}

}  // namespace liftguard::dispatch
