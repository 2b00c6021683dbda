// Incidents as the desk sees them: which there are, and the orders of one, a page at a time.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <tuple>

#include "common/dispatch/incidents.hpp"
#include "common/dispatch/summaries.hpp"

namespace liftguard::dispatch {

using rescue::Extent;
using rescue::MassCause;
using storage::Row;
using storage::Session;
using storage::Statement;

namespace {

#define LIFTGUARD_INCIDENT_COLUMNS                                                                       \
  "select i.id, i.extent, i.cause, d.name, i.estate, i.began_ms, i.last_ms, i.closed_ms, i.merged_into " \
  "from incidents i join districts d on d.id = i.district_id "
constexpr Statement kOpen{"incidents.open",
                          LIFTGUARD_INCIDENT_COLUMNS "where i.closed_ms is null order by i.began_ms desc limit 50"};
constexpr Statement kById{"incidents.by_id", LIFTGUARD_INCIDENT_COLUMNS "where i.id = :1"};
#undef LIFTGUARD_INCIDENT_COLUMNS
constexpr Statement kCounts{"order_sites.counts",
                            "select count(*), cast(coalesce(sum(case when o.closed_ms is null then 1 else 0 end), 0) "
                            "as bigint), cast(coalesce(sum(case when o.closed_ms is null and o.step < 3 then 1 else 0 "
                            "end), 0) as bigint) from order_sites s join orders o on o.id = s.order_id "
                            "where s.incident_id = :1"};
// By what its orders are sorted; the orders themselves are read for one page.
constexpr Statement kKeys{"order_sites.sort_keys",
                          "select s.order_id, case when o.closed_ms is null then 1 else 0 end, o.happened_ms, "
                          "o.people_trapped, e.estate, e.place, e.code, a.kind, a.facts from order_sites s "
                          "join orders o on o.id = s.order_id join elevators e on e.id = o.elevator_id "
                          "left join alarms a on a.id = o.cause_alarm_id where s.incident_id = :1"};

struct Key {
  OrderId order{};
  bool open = false;
  UtcTime happened{};
  int people = 0;      // found, or a guess at whether there are any
  std::string site{};  // estate, place and code, as they are sorted
};

// 9幢 before 10幢: a number counts as one, up to eight digits.
std::string in_number_order(std::string_view text) {
  constexpr std::size_t kDigits = 8;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string sorted;
  while (!text.empty()) {
    const auto length = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
    if (length > 0 && length < kDigits) sorted.append(kDigits - length, '0');
    const std::size_t taken = std::max<std::size_t>(length, 1);
    sorted += text.substr(0, taken);
    text.remove_prefix(taken);
  }
  return sorted;
}

// Of an open order nobody has counted them: what the box saw.
int guess_of(const Seen& seen) {
  if (seen.occupancy == "occupied") return 2;
  return seen.occupancy == "empty" ? 0 : 1;
}

std::vector<Key> read_keys(Session& session, IncidentId incident) {
  std::vector<Key> keys;
  for (Row& row : session.query(kKeys, incident)) {
    Key& key = keys.emplace_back();
    key.order = row.take<OrderId>();
    key.open = row.take<bool>();
    key.happened = row.take<UtcTime>();
    const auto found = row.take<std::optional<int>>();
    for (int part = 0; part < 3; ++part) key.site += in_number_order(row.take<std::string>()) + '\n';
    const auto kind = row.take<std::optional<EventKind>>().value_or(EventKind::trapped);
    const auto facts = row.take<std::optional<std::string>>().value_or("{}");
    key.people = found && !key.open ? *found : guess_of(parse_seen(kind, facts));
  }
  return keys;
}

bool comes_before(IncidentSort sort, const Key& a, const Key& b) {
  if (a.open != b.open) return a.open;
  if (sort == IncidentSort::people && a.people != b.people) return a.people > b.people;
  if (sort == IncidentSort::site) return std::tie(a.site, a.order) < std::tie(b.site, b.order);
  return std::tie(a.happened, a.order) < std::tie(b.happened, b.order);
}

// In the order of `keys`.
std::vector<OrderSummary> load_listed(Session& session, std::span<const Key> keys, UtcTime now) {
  std::array<OrderId, kOrdersOfIncidentPage> ids{};  // those that are left are nobody's
  std::ranges::transform(keys, ids.begin(), &Key::order);
  auto orders = std::apply([&](const auto&... id) { return load_page(session, Page::listed, now, id.value...); }, ids);
  std::ranges::sort(orders, {}, [&](const OrderSummary& order) { return std::ranges::find(ids, order.id); });
  return orders;
}

IncidentView read_view(Row& row) {
  return {.id = row.take<IncidentId>(),
          .extent = row.take<Extent>(),
          .cause = row.take<MassCause>(),
          .district = row.take<std::string>(),
          .estate = row.take<std::string>(),
          .began = row.take<UtcTime>(),
          .last = row.take<UtcTime>(),
          .closed = row.take<std::optional<UtcTime>>()};
}

void count(Session& session, IncidentView& view) {
  auto row = session.query_one(kCounts, view.id).value();
  view.orders = row.take<int>();
  view.open = row.take<int>();
  view.waiting = row.take<int>();
}

}  // namespace

std::optional<IncidentSort> incident_sort_named(std::string_view name) {
  if (name == "people") return IncidentSort::people;
  if (name == "minutes") return IncidentSort::minutes;
  return name == "site" ? std::optional(IncidentSort::site) : std::nullopt;
}

std::vector<IncidentView> open_incidents(Session& session) {
  std::vector<IncidentView> views;
  for (Row& row : session.query(kOpen)) views.push_back(read_view(row));
  for (IncidentView& view : views) count(session, view);
  return views;
}

std::optional<IncidentDetail> incident_detail(Session& session, IncidentId id, const IncidentQuery& query,
                                              UtcTime now) {
  auto row = session.query_one(kById, id);
  if (!row) return std::nullopt;
  IncidentDetail detail{.incident = read_view(*row)};
  if (const auto larger = row->take<IncidentId>()) return incident_detail(session, larger, query, now);
  count(session, detail.incident);
  auto keys = read_keys(session, id);
  std::ranges::sort(keys, [&](const Key& a, const Key& b) { return comes_before(query.sort, a, b); });
  constexpr auto kLength = std::size_t{kOrdersOfIncidentPage};
  detail.pages = static_cast<int>((keys.size() + kLength - 1) / kLength);
  const std::size_t begin = std::min(keys.size(), static_cast<std::size_t>(query.page - 1) * kLength);
  const std::span<const Key> page = std::span<const Key>(keys).subspan(begin, std::min(kLength, keys.size() - begin));
  if (!page.empty()) detail.orders = load_listed(session, page, now);
  return detail;
}

}  // namespace liftguard::dispatch
