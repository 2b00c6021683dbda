#include "platform/live/feed.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <spdlog/spdlog.h>

#include "common/observe/log_line.hpp"
#include "common/observe/trace_id.hpp"
#include "platform/faults/order_json.hpp"
#include "platform/http/json_writer.hpp"

namespace liftguard::live {

namespace {

constexpr int kBatch = 200;

// The order that a change is about, none for others. A desk alert is the desk's alone, also one about an order.
OrderId order_of(const storage::Change& change) {
  return change.kind == "order" || change.kind == "notice" ? OrderId{change.subject} : OrderId{};
}

// An order as it is now, read once however many changes of a batch are about it.
struct LoadedOrder {
  std::string json;
  std::string trace;
  Audience audience;
};

class OrderLoader {
 public:
  OrderLoader(storage::Session& session, UtcTime now) : session_(session), now_(now) {}

  const LoadedOrder& load(OrderId id) {
    const auto [place, fresh] = loaded_.try_emplace(id);
    if (!fresh) return place->second;
    if (const auto order = dispatch::order_summary(session_, id, dispatch::Scope{}, now_)) {
      http::JsonWriter json;
      faults::write_summary(json, *order);
      place->second.json = json.take();
      if (!order->alarm_source.empty()) place->second.trace = observe::trace_id(order->alarm_source);
      for (const auto& dispatch : order->dispatches) place->second.audience.units.push_back(dispatch.unit);
    }
    return place->second;
  }

 private:
  storage::Session& session_;
  UtcTime now_;
  std::map<OrderId, LoadedOrder> loaded_;
};

Message message_of(const storage::StoredChange& stored, OrderLoader& orders) {
  Message message;
  message.seq = stored.seq;
  http::JsonWriter json;
  json.begin_object().member("seq", stored.seq).member("kind", stored.change.kind);
  if (const OrderId id = order_of(stored.change)) {
    const LoadedOrder& order = orders.load(id);
    json.member("order_id", id);
    if (!order.json.empty()) json.key("order").raw(order.json);
    message.audience = order.audience;
    message.trace = order.trace;
  } else if (stored.change.kind == "incident") {
    json.member("incident_id", dispatch::IncidentId{stored.change.subject});
  } else if (stored.change.unit) {
    message.audience.units = {stored.change.unit};
  }
  json.end_object();
  message.text = std::make_shared<const std::string>(http::format_event("change", stored.seq, json.take()));
  return message;
}

}  // namespace

std::int64_t first_change_to_remember(storage::Session& session) {
  const std::int64_t newest = storage::newest_change(session);
  const std::int64_t before_oldest = std::max<std::int64_t>(0, storage::oldest_change(session) - 1);
  return std::min(newest, std::max(newest - kRemembered, before_oldest));
}

std::size_t Feed::step() {
  const std::int64_t version = database_.data_version();
  if (version == version_) return 0;
  std::size_t total = 0;
  std::size_t batch = 0;
  do {
    batch = publish_batch();
    total += batch;
  } while (batch == kBatch);
  version_ = version;  // taken before the reads: a commit in between is seen by the next step
  return total;
}

std::size_t Feed::publish_batch() {
  auto session = database_.read();
  const auto changes = storage::changes_after(session, seq_, kBatch);
  OrderLoader orders(session, clock_.utc_now());
  for (const auto& change : changes) {
    const Message message = message_of(change, orders);
    hub_.publish(message);
    if (!message.trace.empty() && change.change.kind == "order")
      spdlog::info("{}", observe::with_fields("order pushed", {{"trace", message.trace},
                                                               {"order", std::to_string(change.change.subject)},
                                                               {"change", std::to_string(change.seq)}}));
    seq_ = change.seq;
  }
  return changes.size();
}

}  // namespace liftguard::live
