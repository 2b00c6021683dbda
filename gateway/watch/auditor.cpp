#include "gateway/watch/auditor.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "common/base/waiting.hpp"
#include "common/dispatch/contact_check.hpp"
#include "common/dispatch/desk.hpp"
#include "common/dispatch/limits.hpp"
#include "common/timers/timers.hpp"
#include "common/watchdog/this_thread.hpp"
#include "gateway/watch/store.hpp"

namespace liftguard::gateway::watch {

namespace {

constexpr std::chrono::hours kLookBack{1};   // at the start: what the process before may have left
constexpr std::chrono::hours kFoundFor{24};  // what was received this long ago has been told often enough
constexpr int kOrdersAtOnce = 50;            // re-armed in one transaction

observe::Labels labels(FindingKind kind) {
  return {{"kind", std::string(name_of(kind))}};
}

observe::Gauge& present(observe::Metrics& metrics, FindingKind kind) {
  return metrics.gauge("liftguard_watch_findings", "What the auditor finds now that must not be.", labels(kind));
}

observe::Counter& ever(observe::Metrics& metrics, FindingKind kind) {
  return metrics.counter("liftguard_watch_findings_total", "How often it began to be found.", labels(kind));
}

bool wants_waking(FindingKind kind) {
  switch (kind) {
    case FindingKind::limit_overdue:
    case FindingKind::timer_overdue:
    case FindingKind::notice_stuck:
    case FindingKind::notice_untried:
    case FindingKind::notice_not_taken_on:
      return true;
    case FindingKind::order_untold:
    case FindingKind::alarm_without_order:
    case FindingKind::records_unaccounted:
    case FindingKind::thread_stuck:
    case FindingKind::disk_filling:
    case FindingKind::upload_stuck:
    case FindingKind::letter_unanswered:
    case FindingKind::letter_unrung:
      return false;
  }
  return false;
}

}  // namespace

Auditor::Auditor(storage::Database& database, const CivilClock& civil, const SteadyClock& steady,
                 observe::Metrics& metrics, AuditorOptions options, AuditorLinks links)
    : database_(database),
      civil_(civil),
      steady_(steady),
      metrics_(metrics),
      audits_(metrics.counter("liftguard_watch_audits_total", "Audits that came to their end.")),
      options_(std::move(options)),
      links_(std::move(links)),
      since_(civil.utc_now() - kLookBack) {
  for (const FindingKind kind : kFindingKinds) {
    present(metrics_, kind).set(0);
    ever(metrics_, kind).add(0);
  }
}

void Auditor::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) wait_or_stop(stop, turn());
}

// Whoever looks and never comes to an end watches nothing, and counts as stuck. Where nobody gets at the database the
// auditor is not at fault, and starting the gateway anew would mend nothing: then the heartbeat stops for that.
Milliseconds Auditor::turn() {
  try {
    audit();
    audits_.add();
    setbacks_.over();
    watchdog::turned();
    return options_.every;
  } catch (const storage::Busy& busy) {
    const auto next = setbacks_.again(steady_.now(), busy.what());
    if (next.worth_telling) spdlog::warn("auditor: the database is busy: {}", busy.what());
    if (links_.database_away && links_.database_away()) watchdog::turned();
    return std::min(next.wait, options_.every);
  }
}

std::vector<Finding> Auditor::audit() {
  const UtcTime now = civil_.utc_now();
  std::vector<Finding> found = look(now);
  note(found);
  if (found.empty()) return found;
  wake_up(found, now);
  tell(found, now);
  return found;
}

std::vector<Finding> Auditor::look(UtcTime now) {
  std::vector<Finding> found;
  if (links_.stuck)
    if (const std::string who = links_.stuck(); !who.empty()) found.push_back({FindingKind::thread_stuck, 1, who});
  if (auto disk = look_at_disk()) found.push_back(std::move(*disk));
  if (links_.flow)
    if (const auto missing = conservation_.look(links_.flow()); missing != 0)
      found.push_back({FindingKind::records_unaccounted, missing, "O10"});
  look_at_database(now, found);
  return found;
}

void Auditor::look_at_database(UtcTime now, std::vector<Finding>& found) {
  auto session = database_.read();
  const UtcTime held = links_.held_until ? links_.held_until() : UtcTime::min();
  const Patience& patience = options_.patience;
  const auto take = [&](std::optional<Finding> one) {
    if (one) found.push_back(std::move(*one));
  };
  if (held < now - patience.limit) take(overdue_limits(session, now, patience));
  take(overdue_timers(session, options_.timers, held, now, patience));
  take(untold_orders(session, now, patience));
  take(stuck_notices(session, now, patience));
  take(untried_notices(session, now, patience));
  take(notices_not_taken_on(session, now, patience));
  take(stuck_uploads(session, now, patience));
  take(unanswered_letters(session, now, patience));
  metrics_.gauge("liftguard_contacts_unreachable", "Contacts that could not be reached if they were needed (row G6).")
      .set(dispatch::count_found_contacts(session));
  since_ = std::max(since_, now - kFoundFor);
  const std::size_t before = found.size();
  take(alarms_without_order(session, since_, now, patience));
  take(unrung_letters(session, since_, now, patience));
  if (found.size() == before) since_ = std::max(since_, now - patience.confirmed - options_.every);
}

std::optional<Finding> Auditor::look_at_disk() const {
  if (options_.disk.empty()) return std::nullopt;
  std::error_code error;
  const auto space = std::filesystem::space(options_.disk, error);
  // Of what may be used at all, as df counts: a file system keeps some of its capacity from us.
  const auto usable = static_cast<double>(space.capacity - space.free) + static_cast<double>(space.available);
  if (error || usable <= 0) return std::nullopt;
  const double free = static_cast<double>(space.available) / usable;
  metrics_.gauge("liftguard_watch_disk_free_ratio", "Free share of the disk of the database.").set(free);
  if (free >= options_.disk_reserve) return std::nullopt;
  return Finding{FindingKind::disk_filling, 1, fmt::format("{:.0f} %", free * 100)};
}

// Nothing is repaired in silence: the log has it, and the desk hears of what was found.
void Auditor::wake_up(const std::vector<Finding>& found, UtcTime now) {
  if (links_.nudge && std::ranges::any_of(found, wants_waking, &Finding::kind)) links_.nudge();
  if (std::ranges::find(found, FindingKind::limit_overdue, &Finding::kind) == found.end()) return;
  auto tx = database_.begin();
  for (const OrderId order : orders_overdue(tx, now, options_.patience, kOrdersAtOnce)) {
    if (timers::due_time(tx, dispatch::kOrderTimer, order.value)) continue;
    spdlog::error("auditor: order {} had no timer for its limit; it is armed again", to_string(order));
    timers::arm(tx, {.kind = std::string(dispatch::kOrderTimer), .subject = order.value, .due = now});
  }
  tx.commit();
}

void Auditor::tell(const std::vector<Finding>& found, UtcTime now) {
  std::vector<const Finding*> fresh;
  for (const Finding& finding : found)
    if (told_[finding.kind] != alert_key(finding.kind, now)) fresh.push_back(&finding);
  if (fresh.empty()) return;
  auto tx = database_.begin();
  for (const Finding* finding : fresh) {
    const FindingText text = words_of(*finding);
    dispatch::ring(tx,
                   {.kind = dispatch::AlertKind::watch_found,
                    .key = alert_key(finding->kind, now),
                    .text_zh = text.zh,
                    .text_en = text.en},
                   now);
  }
  tx.commit();
  for (const Finding* finding : fresh) told_[finding->kind] = alert_key(finding->kind, now);
}

void Auditor::note(const std::vector<Finding>& found) {
  std::map<FindingKind, Finding> now;
  for (const Finding& finding : found) now.insert_or_assign(finding.kind, finding);
  for (const FindingKind kind : kFindingKinds) {
    const auto there = now.find(kind);
    present(metrics_, kind).set(there == now.end() ? 0 : static_cast<double>(there->second.count));
    if (there != now.end() && !last_.contains(kind)) {
      ever(metrics_, kind).add();
      spdlog::error("auditor: {}: {} ({})", name_of(kind), there->second.count, there->second.detail);
    } else if (there == now.end() && last_.contains(kind)) {
      spdlog::info("auditor: {}: no more", name_of(kind));
    }
  }
  last_ = std::move(now);
}

}  // namespace liftguard::gateway::watch
