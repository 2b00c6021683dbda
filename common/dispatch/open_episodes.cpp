#include "common/dispatch/open_episodes.hpp"

#include "common/dispatch/order_record.hpp"

namespace liftguard::dispatch {

using storage::Row;
using storage::Session;
using storage::Statement;

namespace {

constexpr Statement kOpenEpisodes{"episodes.open_of_order",
                                  "select monitor, journal, episode from episodes "
                                  "where order_id = :1 and ended_ms is null"};
constexpr Statement kOpenOrder{"orders.open_of_elevator",
                               "select id from orders where elevator_id = :1 and closed_ms is null"};
constexpr Statement kOpenOrders{"orders.open_ids", "select id from orders where closed_ms is null"};

}  // namespace

std::vector<OpenEpisode> open_episodes(Session& session, OrderId order) {
  std::vector<OpenEpisode> episodes;
  const auto record = load_order(session, order);
  if (!record || !record->order.open()) return episodes;
  const auto help = rescue::help_under_way(record->order);
  for (Row& row : session.query(kOpenEpisodes, order))
    episodes.push_back({.monitor = row.take<std::string>(),
                        .journal = row.take<std::uint64_t>(),
                        .number = row.take<std::uint64_t>(),
                        .help = help});
  return episodes;
}

std::optional<OrderId> open_order_of(Session& session, ElevatorId elevator) {
  const auto row = session.query_one(kOpenOrder, elevator);
  if (!row) return std::nullopt;
  return row->get<OrderId>(0);
}

std::vector<OrderId> open_order_ids(Session& session) {
  std::vector<OrderId> ids;
  for (const Row& row : session.query(kOpenOrders)) ids.push_back(row.get<OrderId>(0));
  return ids;
}

}  // namespace liftguard::dispatch
