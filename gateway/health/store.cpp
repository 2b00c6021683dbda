#include "gateway/health/store.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "common/dispatch/desk.hpp"
#include "common/registry/store.hpp"

namespace liftguard::gateway::health {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

#define LIFTGUARD_MEASURED                                                                                     \
  "uptime_s, starts, reset_reason, cpu_per_mille, resident_kib, journal_erases, journal_most_erases, "         \
  "journal_worn_out, storage_free_kib, temperature_c, battery_volts, battery_percent, samples, samples_late, " \
  "samples_lost, connects, disconnects, sent, resent, safe_mode"

constexpr Statement kDay{"monitor_health.day",
                         "select happened_ms from monitor_health where monitor = :1 and day = :2"};
constexpr Statement kDropDay{"monitor_health.drop_day", "delete from monitor_health where monitor = :1 and day = :2"};
constexpr Statement kInsert{"monitor_health.insert",
                            "insert into monitor_health (monitor, day, happened_ms, " LIFTGUARD_MEASURED
                            ") values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, :15, :16, :17, "
                            ":18, :19, :20, :21, :22, :23)"};
constexpr Statement kForget{"monitor_health.forget", "delete from monitor_health where monitor = :1 and day <= :2"};

constexpr Statement kCondition{"monitor_condition.find",
                               "select happened_ms, findings from monitor_condition where monitor = :1"};
constexpr Statement kSave{
    "monitor_condition.save",
    "insert into monitor_condition (monitor, day, happened_ms, findings, since_ms) values (:1, :2, :3, :4, :5) "
    "on conflict (monitor) do update set day = excluded.day, happened_ms = excluded.happened_ms, "
    "since_ms = case when monitor_condition.findings = excluded.findings then monitor_condition.since_ms "
    "else excluded.since_ms end, findings = excluded.findings"};

#define LIFTGUARD_NEWEST                                             \
  "select c.findings, h.monitor, h.happened_ms, " LIFTGUARD_MEASURED \
  " from monitor_condition c join monitor_health h on h.monitor = c.monitor and h.day = c.day where c.monitor > :1 "
constexpr Statement kNewest{"monitor_health.newest", LIFTGUARD_NEWEST "order by c.monitor limit :2"};
constexpr Statement kFound{"monitor_health.found", LIFTGUARD_NEWEST "and c.findings <> '' order by c.monitor limit :2"};
#undef LIFTGUARD_NEWEST
constexpr Statement kDays{"monitor_health.days", "select '', monitor, happened_ms, " LIFTGUARD_MEASURED
                                                 " from monitor_health where monitor = :1 order by day desc limit :2"};
#undef LIFTGUARD_MEASURED

std::int64_t day_of(UtcTime t) {
  return std::chrono::sys_days{local_date(t)}.time_since_epoch().count();
}

struct Totals {
  std::optional<std::uint64_t> erases, most_erases, worn_out;
};

void add(std::optional<std::uint64_t>& sum, const std::optional<std::uint64_t>& more) {
  if (more) sum = sum.value_or(0) + *more;
}

Totals totals_of(const std::vector<wire::RegionHealth>& regions) {
  Totals out;
  for (const auto& region : regions) {
    add(out.erases, region.erases);
    add(out.worn_out, region.worn_out);
    if (region.most_erases) out.most_erases = std::max(out.most_erases.value_or(0), *region.most_erases);
  }
  return out;
}

// The last report of a day counts. False: a later one of that day is here already.
bool store_day(Transaction& tx, std::string_view monitor, const wire::HealthBody& report, UtcTime happened) {
  const auto day = day_of(happened);
  if (auto row = tx.query_one(kDay, monitor, day)) {
    if (row->take<UtcTime>() > happened) return false;
    tx.exec(kDropDay, monitor, day);
  }
  const auto totals = totals_of(report.journal);
  tx.exec(kInsert, monitor, day, happened, report.uptime_s, report.boots, report.reset_reason, report.cpu_per_mille,
          report.resident_kib, totals.erases, totals.most_erases, totals.worn_out, report.storage_free_kib,
          report.temperature_c, report.battery_volts, report.battery_percent, report.samples, report.samples_late,
          report.dropped, report.connects, report.disconnects, report.sent, report.resent, report.safe_mode);
  tx.exec(kForget, monitor, day - kKeptDays);
  return true;
}

void ring(Transaction& tx, std::string_view monitor, const std::vector<Finding>& found, const Context& context) {
  const auto elevator = registry::find_elevator(tx, context.elevator);
  if (!elevator) return;
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::box_failing;
  alert.key = fmt::format("box_failing/{}/{}", monitor, to_ms(context.happened));
  alert.elevator = elevator->id;
  alert.monitor = monitor;
  alert.text_zh = fmt::format("装置{}需要检修（{}）：电梯{}，{}{}", monitor, chinese(found), elevator->code,
                              elevator->estate, elevator->place);
  alert.text_en = fmt::format("Monitor {} needs attention ({}): elevator {}, {}{}", monitor, english(found),
                              elevator->code, elevator->estate, elevator->place);
  dispatch::ring(tx, alert, context.now);
}

// An alert names all that is wrong, so a change replaces it.
void tell_change(Transaction& tx, std::string_view monitor, const std::vector<Finding>& found, const Context& context,
                 std::vector<std::string>& log) {
  dispatch::withdraw_alerts(tx, dispatch::AlertKind::box_failing, context.elevator, monitor, context.now);
  if (!found.empty()) ring(tx, monitor, found, context);
  log.push_back(found.empty() ? fmt::format("{} is in good health again", monitor)
                              : fmt::format("{} needs attention: {}", monitor, english(found)));
}

Stored read_stored(Row& row) {
  using Count = std::optional<std::uint64_t>;
  Stored out;
  out.findings = findings_in(row.take<std::string>());
  out.monitor = row.take<std::string>();
  out.happened = row.take<UtcTime>();
  out.uptime_s = row.take<Count>();
  out.starts = row.take<Count>();
  out.reset_reason = row.take<wire::BootReason>();
  out.cpu_per_mille = row.take<Count>();
  out.resident_kib = row.take<Count>();
  out.erases = row.take<Count>();
  out.most_erases = row.take<Count>();
  out.worn_out = row.take<Count>();
  out.storage_free_kib = row.take<Count>();
  out.temperature_c = row.take<std::optional<double>>();
  out.battery_volts = row.take<std::optional<double>>();
  out.battery_percent = row.take<Count>();
  out.samples = row.take<Count>();
  out.samples_late = row.take<Count>();
  out.samples_lost = row.take<Count>();
  out.connects = row.take<Count>();
  out.disconnects = row.take<Count>();
  out.sent = row.take<Count>();
  out.resent = row.take<Count>();
  out.safe_mode = row.take<std::optional<bool>>();
  return out;
}

std::vector<Stored> read_all(storage::Rows rows) {
  std::vector<Stored> out;
  for (Row& row : rows) out.push_back(read_stored(row));
  return out;
}

}  // namespace

void take_health(Transaction& tx, std::string_view monitor, const wire::HealthBody& report, const Context& context,
                 std::vector<std::string>& log) {
  if (!store_day(tx, monitor, report, context.happened)) return;
  std::vector<Finding> before;
  if (auto row = tx.query_one(kCondition, monitor)) {
    if (row->take<UtcTime>() > context.happened) return;
    before = findings_in(row->take<std::string>());
  }
  const auto found = findings_of(report, before);
  tx.exec(kSave, monitor, day_of(context.happened), context.happened, codes_of(found), context.happened);
  if (found != before) tell_change(tx, monitor, found, context, log);
}

std::vector<Stored> newest(Session& session, Which which, int limit, std::string_view after) {
  return read_all(session.query(which == Which::found ? kFound : kNewest, after, limit));
}

std::vector<Stored> days_of(Session& session, std::string_view monitor, int limit) {
  return read_all(session.query(kDays, monitor, limit));
}

}  // namespace liftguard::gateway::health
