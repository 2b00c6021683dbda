#include "common/dispatch/suspects.hpp"

#include <string>

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "common/dispatch/desk.hpp"

namespace liftguard::dispatch {

namespace {

// By the source's key, "<monitor>/<journal>/<lane>/<seq>": '0' follows '/'.
constexpr storage::Statement kTouched{"alarms.orders_touched_by",
                                      "select distinct order_id from alarms where source_key >= :1 and source_key < :2 "
                                      "and received_ms >= :3 and order_id is not null order by order_id limit :4"};

}  // namespace

std::vector<OrderId> orders_touched_by(storage::Session& session, std::string_view monitor, UtcTime since, int limit) {
  std::vector<OrderId> out;
  const std::string name(monitor);
  for (const storage::Row& row : session.query(kTouched, name + "/", name + "0", since, limit))
    out.push_back(row.get<OrderId>(0));
  return out;
}

void mark_suspect(storage::Transaction& tx, OrderId order, std::string_view monitor, UtcTime since, UtcTime now) {
  ring(
      tx,
      {.kind = AlertKind::revoked_alarm,
       .key = fmt::format("suspect/{}/{}", monitor, to_string(order)),
       .order = order,
       .monitor = std::string(monitor),
       .text_zh = fmt::format("工单所依据的装置 {} 已吊销，自 {} 起不可信：请核实", monitor, format_local(since)),
       .text_en = fmt::format("Monitor {}, on whose word this order rests, was revoked; it is not to be believed since "
                              "{} (UTC+8): make sure",
                              monitor, format_local(since))},
      now);
}

}  // namespace liftguard::dispatch
