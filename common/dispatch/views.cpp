#include "common/dispatch/views.hpp"

#include <limits>

#include "common/dispatch/order_record.hpp"
#include "common/dispatch/summaries.hpp"
#include "common/dispatch/time_line.hpp"
#include "common/registry/store.hpp"

namespace liftguard::dispatch {

using storage::Row;
using storage::Session;
using storage::Statement;

namespace {

constexpr Statement kEvents{"alarms.of_order",
                            "select id, monitor, happened_ms, received_ms, episode, kind, facts from alarms "
                            "where order_id = :1 order by happened_ms, id"};
constexpr Statement kNotices{"notices.of_order",
                             "select id, to_name, phone, channel, text, state, tries, created_ms, sent_ms, error "
                             "from notices where order_id = :1 order by id"};

std::vector<EventView> read_events(Session& session, OrderId order) {
  std::vector<EventView> events;
  for (Row& row : session.query(kEvents, order)) {
    EventView& event = events.emplace_back();
    event.id = row.take<EventId>();
    event.monitor = row.take<std::string>();
    event.happened = row.take<UtcTime>();
    event.received = row.take<UtcTime>();
    event.episode = row.take<std::uint64_t>();
    const auto kind = row.take<EventKind>();
    event.seen = parse_seen(kind, row.take<std::string>());
  }
  return events;
}

std::vector<NoticeView> read_notices(Session& session, OrderId order) {
  std::vector<NoticeView> notices;
  for (Row& row : session.query(kNotices, order)) {
    NoticeView& notice = notices.emplace_back();
    notice.id = row.take<NoticeId>();
    notice.to_name = row.take<std::string>();
    notice.phone = row.take<std::string>();
    notice.channel = row.take<std::string>();
    notice.text = row.take<std::string>();
    notice.state = row.take<NoticeState>();
    notice.tries = row.take<int>();
    notice.created = row.take<UtcTime>();
    notice.sent = row.take<std::optional<UtcTime>>();
    notice.error = row.take<std::string>();
  }
  return notices;
}

std::vector<ContactView> read_contacts(Session& session, const OrderSummary& order) {
  std::vector<ContactView> contacts;
  for (const DispatchView& view : order.dispatches)
    for (auto& contact : registry::contacts_for(session, view.unit, order.elevator.id))
      contacts.push_back({.contact = std::move(contact), .unit_name = view.unit_name, .level = view.dispatch.level});
  return contacts;
}

}  // namespace

std::vector<OrderSummary> open_orders(Session& session, const Scope& scope, UtcTime now,
                                      const std::optional<OrderCursor>& after, int limit) {
  const OrderCursor from = after.value_or(OrderCursor{});
  return scope.unit ? load_page(session, Page::open_of_unit, now, from.at, from.id, limit, scope.unit)
                    : load_page(session, Page::open, now, from.at, from.id, limit);
}

OrderPage closed_orders(Session& session, const Scope& scope, const std::optional<OrderCursor>& after, int limit,
                        UtcTime now) {
  constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
  const std::int64_t closed = after ? to_ms(after->at) : kLast;
  const std::int64_t id = after ? after->id.value : kLast;
  OrderPage page;
  page.orders = scope.unit ? load_page(session, Page::closed_of_unit, now, closed, id, limit, scope.unit)
                           : load_page(session, Page::closed, now, closed, id, limit);
  if (page.orders.size() == static_cast<std::size_t>(limit))
    page.next = OrderCursor{.at = *page.orders.back().closed, .id = page.orders.back().id};
  return page;
}

std::optional<OrderSummary> order_summary(Session& session, OrderId id, const Scope& scope, UtcTime now) {
  auto orders =
      scope.unit ? load_page(session, Page::one_of_unit, now, id, scope.unit) : load_page(session, Page::one, now, id);
  if (orders.empty()) return std::nullopt;
  return std::move(orders.front());
}

std::optional<OrderDetail> order_detail(Session& session, OrderId id, const Scope& scope, UtcTime now) {
  auto summary = order_summary(session, id, scope, now);
  const auto record = summary ? load_order(session, id) : std::nullopt;
  if (!record) return std::nullopt;
  OrderDetail detail{.summary = std::move(*summary)};
  detail.contacts = read_contacts(session, detail.summary);
  detail.timeline = read_time_line(session, id);
  detail.events = read_events(session, id);
  detail.notices = read_notices(session, id);
  detail.first_level = rescue::judge(record->order, rescue::Level::first, now);
  if (record->order.find(rescue::Level::second) != nullptr)
    detail.second_level = rescue::judge(record->order, rescue::Level::second, now);
  return detail;
}

}  // namespace liftguard::dispatch
