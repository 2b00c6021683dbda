// Order summaries of a page: four statements whatever the number of orders. Used inside common/dispatch alone.
#pragma once

#include <cstdint>
#include <vector>

#include "common/dispatch/views.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

// Which orders a page holds; each is a subquery that gives their ids.
enum class Page : std::uint8_t { open, open_of_unit, closed, closed_of_unit, one, one_of_unit, listed };

struct PageStatements {
  storage::Statement orders, dispatches, limits, notices;
};
[[nodiscard]] const PageStatements& statements_of(Page page);

// What has to be added to the orders' own rows.
void add_dispatches(std::vector<OrderSummary>& orders, storage::Rows rows);
void add_limits(std::vector<OrderSummary>& orders, storage::Rows rows);
void add_notices(std::vector<OrderSummary>& orders, storage::Rows rows);
[[nodiscard]] std::vector<OrderSummary> read_orders(storage::Rows rows);
void judge_deadlines(std::vector<OrderSummary>& orders, UtcTime now);

// Orders in the page's order.
template <class... Args>
std::vector<OrderSummary> load_page(storage::Session& session, Page page, UtcTime now, const Args&... args) {
  const PageStatements& statements = statements_of(page);
  std::vector<OrderSummary> orders = read_orders(session.query(statements.orders, args...));
  if (orders.empty()) return orders;
  add_dispatches(orders, session.query(statements.dispatches, args...));
  add_limits(orders, session.query(statements.limits, args...));
  add_notices(orders, session.query(statements.notices, args...));
  judge_deadlines(orders, now);
  return orders;
}

}  // namespace liftguard::dispatch
