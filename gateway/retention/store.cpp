#include "gateway/retention/store.hpp"

#include "common/dispatch/forgetting.hpp"

namespace liftguard::gateway {

namespace {

using storage::Statement;
using storage::Transaction;

// Lane 0 is the alarm lane.
constexpr Statement kEvents{
    "monitor_events.prune",
    "delete from monitor_events where (monitor, journal, lane, seq) in (select monitor, journal, lane, seq "
    "from monitor_events where lane <> 0 and received_ms < :1 order by received_ms limit :2)"};
constexpr Statement kDeadLetters{
    "dead_letters.prune",
    "delete from dead_letters where id in (select id from dead_letters where last_ms < :1 order by last_ms limit :2)"};
constexpr Statement kRides{
    "ride_hours.prune",
    "delete from ride_hours where (monitor, elevator_id, hour) in (select monitor, elevator_id, hour from ride_hours "
    "where hour < :1 order by hour limit :2)"};
// Numbered in the order of their times.
constexpr Statement kChanges{
    "changes.prune", "delete from changes where at_ms < :1 and seq in (select seq from changes order by seq limit :2)"};
constexpr Statement kNews{
    "rescue_news.prune",
    "delete from rescue_news where (monitor, journal, episode) in (select monitor, journal, episode from rescue_news "
    "where told_ms < :1 order by told_ms limit :2)"};

int exec(Transaction& tx, const Statement& statement, UtcTime before, int limit) {
  return static_cast<int>(tx.exec(statement, before, limit));
}

}  // namespace

std::string_view name_of(Kept what) {
  switch (what) {
    case Kept::events:
      return "events";
    case Kept::test_orders:
      return "test_orders";
    case Kept::dead_letters:
      return "dead_letters";
    case Kept::rides:
      return "rides";
    case Kept::changes:
      return "changes";
    case Kept::news:
      return "news";
  }
  return "";
}

int prune(Transaction& tx, Kept what, const Retention& retention, UtcTime now, int limit) {
  switch (what) {
    case Kept::events:
      return exec(tx, kEvents, now - retention.events, limit);
    case Kept::test_orders:
      return dispatch::forget_test_orders(tx, now - retention.test_orders, limit);
    case Kept::dead_letters:
      return exec(tx, kDeadLetters, now - retention.dead_letters, limit);
    case Kept::rides:
      return static_cast<int>(tx.exec(
          kRides, std::chrono::floor<std::chrono::hours>((now - retention.rides).time_since_epoch()).count(), limit));
    case Kept::changes:
      return exec(tx, kChanges, now - retention.changes, limit);
    case Kept::news:
      return exec(tx, kNews, now - retention.news, limit);
  }
  return 0;
}

}  // namespace liftguard::gateway
