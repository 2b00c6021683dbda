#include "common/dispatch/incident_notices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "common/dispatch/notice_rows.hpp"
#include "common/dispatch/sms_text.hpp"
#include "common/storage/bulk.hpp"
#include "common/storage/changes.hpp"

namespace liftguard::dispatch {

using storage::Row;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr int kMostMerged = 500;           // in one transaction; what is beyond waits for the next update
constexpr std::size_t kMostElevators = 6;  // named in one text

constexpr Statement kTold{"incident_tellings.find",
                          "select times, told_ms from incident_tellings "
                          "where incident_id = :1 and phone = :2 and channel = :3"};
constexpr Statement kTell{"incident_tellings.put",
                          "insert into incident_tellings (incident_id, phone, channel, told_ms, times) "
                          "values (:1, :2, :3, :4, 1) on conflict (incident_id, phone, channel) do update set "
                          "told_ms = excluded.told_ms, times = incident_tellings.times + 1"};
constexpr Statement kPostpone{
    "notices.postpone",
    "update notices set due_ms = :4, escalate_ms = case when escalate_ms is null then null else cast(:5 as bigint) end "
    "where phone = :2 and channel = :3 and state = 1 and tries = 0 and carries = 0 "
    "and due_ms < :4 "
    "and order_id in (select s.order_id from order_sites s where s.incident_id = :1)"};
constexpr Statement kWaiting{"notices.waiting_of_incident",
                             "select n.id, n.order_id, n.priority, e.code, e.place, " LIFTGUARD_NOTICE_STANDING
                             "from notices n " LIFTGUARD_NOTICE_JOINS
                             "join order_sites s on s.order_id = n.order_id "
                             "join elevators e on e.id = o.elevator_id "
                             "where n.phone = :2 and n.channel = :3 and n.state = 1 and n.tries = 0 and n.carries = 0 "
                             "and s.incident_id = :1 "
                             "order by n.id limit :4"};
constexpr storage::BulkColumn kMergeColumns[]{
    {"id", storage::ColumnType::bigint},          {"state", storage::ColumnType::bigint},
    {"merged_into", storage::ColumnType::bigint}, {"unnamed", storage::ColumnType::bigint},
    {"worker", storage::ColumnType::text},        {"escalate_ms", storage::ColumnType::bigint}};
constexpr storage::BulkTable kMerge{"notices.merge_all", "notices", kMergeColumns, 1};
constexpr Statement kCarry{"notices.carry",
                           "update notices set text = :2, condition = :3, unnamed = :4, carries = 1 where id = :1"};
// What speaks for an alarm is lost no more quietly than the alarm would have been (fault rows G1, G2).
constexpr Statement kCarryAlarm{"notices.carry_alarm",
                                "update notices set priority = :2, escalate_ms = :3 where id = :1"};
constexpr Statement kPlace{"incidents.place",
                           "select d.name, i.estate, i.cause from incidents i join districts d on d.id = i.district_id "
                           "where i.id = :1"};

// What waits for one telephone.
struct Waiting {
  NoticeId id{};
  OrderId order{};
  NoticePriority priority = NoticePriority::alarm;
  std::string elevator{};
  bool holds = false;
};

std::vector<Waiting> read_waiting(Transaction& tx, const IncidentTelling& telling) {
  std::vector<Waiting> waiting;
  for (Row& row : tx.query(kWaiting, telling.incident, telling.phone, telling.channel, kMostMerged)) {
    Waiting& one = waiting.emplace_back();
    one.id = row.take<NoticeId>();
    one.order = row.take<OrderId>();
    one.priority = row.take<NoticePriority>();
    one.elevator = row.take<std::string>() + ' ';
    one.elevator += row.take<std::string>();
    one.holds = read_standing(row).holds();
  }
  return waiting;
}

// What a digest says of what waits.
struct Digest {
  std::string text{};
  std::set<OrderId> named{};  // whose elevators stand in it
};

// As many elevators as there is room for, six at most. Nobody may take these for all: the number stands behind them,
// and where the others are to be found.
std::string name_elevators(const std::map<OrderId, const Waiting*>& calling, std::size_t room, Digest& digest) {
  const std::string behind = fmt::format("等{}台，其余见工单列表。", calling.size());
  std::string list;
  for (const auto& [order, one] : calling) {
    const std::string with = list + (list.empty() ? "" : "、") + one->elevator;
    const bool last = digest.named.size() + 1 == calling.size();
    if (digest.named.size() == kMostElevators || ucs2_units(with + (last ? "。" : behind)) > room) break;
    list = with;
    digest.named.insert(order);
  }
  return list + (digest.named.size() == calling.size() ? "。" : behind);
}

// 群体困人（吴兴区太湖花园停电）：12台电梯困人，请逐单接单，各单时限不变：100001 1幢1单元、…等12台，其余见工单列表。
Digest digest_of(Transaction& tx, IncidentId incident, const std::vector<Waiting>& waiting) {
  std::map<OrderId, const Waiting*> calling;
  std::set<OrderId> overdue;
  int others = 0;
  for (const Waiting& one : waiting) {
    if (!one.holds) continue;
    if (one.priority == NoticePriority::alarm) calling.emplace(one.order, &one);
    if (one.priority == NoticePriority::reminder) overdue.insert(one.order);
    if (one.priority == NoticePriority::information) ++others;
  }
  auto place = tx.query_one(kPlace, incident).value();
  std::string where = place.take<std::string>();
  where += place.take<std::string>();
  const bool mains = place.take<rescue::MassCause>() == rescue::MassCause::mains_loss;
  std::string head = fmt::format("{}群体困人（{}{}）：", kSignature, where, mains ? "停电" : "");
  std::string tail;
  if (!overdue.empty()) tail += fmt::format("{}单救援超时，请立即处理。", overdue.size());
  if (others > 0) tail += fmt::format("{}单已恢复或无需前往。", others);
  Digest digest;
  if (!calling.empty()) {
    head += fmt::format("{}台电梯困人，请逐单接单，各单时限不变：", calling.size());
    const std::size_t taken = ucs2_units(head) + ucs2_units(tail);
    head += name_elevators(calling, taken < kMostUnits ? kMostUnits - taken : 0, digest);
  }
  digest.text = sms_text(head + tail);
  return digest;
}

// All but the carrier wait no more.
void merge(Transaction& tx, const std::vector<Waiting>& waiting, NoticeId carrier, const Digest& digest, UtcTime now) {
  storage::BulkRows rows(kMerge);
  std::vector<storage::Change> changes;
  for (const Waiting& one : waiting) {
    if (one.id == carrier) continue;
    const NoticeState state = one.holds ? NoticeState::merged : NoticeState::superseded;
    rows.add(one.id, state, one.holds ? carrier : NoticeId{}, !digest.named.contains(one.order), nullptr, nullptr);
    changes.push_back(notice_change(one.order, one.id, state));
  }
  storage::update_all(tx, kMerge, rows);
  storage::append_changes(tx, changes, now);
}

}  // namespace

std::optional<IncidentText> tell_of_incident(Transaction& tx, const IncidentTelling& telling, UtcTime now) {
  int times = 0;
  UtcTime told{};
  if (auto row = tx.query_one(kTold, telling.incident, telling.phone, telling.channel)) {
    times = row->take<int>();
    told = row->take<UtcTime>();
  }
  const UtcTime next = rescue::next_telling(times, told, now);
  if (next > now) {
    tx.exec(kPostpone, telling.incident, telling.phone, telling.channel, next, next + kNextChannelAfter);
    return std::nullopt;
  }
  tx.exec(kTell, telling.incident, telling.phone, telling.channel, now);
  const std::vector<Waiting> waiting = read_waiting(tx, telling);
  int spoken_for = 0;
  for (const Waiting& one : waiting) spoken_for += one.holds && one.id != telling.carrier ? 1 : 0;
  if (spoken_for == 0) return IncidentText{.priority = telling.priority};
  const Digest digest = digest_of(tx, telling.incident, waiting);
  IncidentText spoken{.text = digest.text, .priority = telling.priority};
  for (const Waiting& one : waiting)
    if (one.holds) spoken.priority = std::min(spoken.priority, one.priority);
  merge(tx, waiting, telling.carrier, digest, now);
  // It speaks for all of them now, whatever becomes of its own order before it is sent.
  const auto carrier = std::ranges::find(waiting, telling.carrier, &Waiting::id);
  const bool named = carrier != waiting.end() && digest.named.contains(carrier->order);
  tx.exec(kCarry, telling.carrier, spoken.text, NoticeCondition::always, !named);
  if (spoken.priority == NoticePriority::alarm)
    tx.exec(kCarryAlarm, telling.carrier, spoken.priority, now + kNextChannelAfter);
  return spoken;
}

}  // namespace liftguard::dispatch
