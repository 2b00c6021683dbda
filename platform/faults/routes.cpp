#include "platform/faults/routes.hpp"

#include "common/dispatch/store.hpp"
#include "common/storage/changes.hpp"
#include "platform/faults/order_json.hpp"
#include "platform/faults/scope.hpp"
#include "platform/faults/write_request.hpp"
#include "platform/http/json_body.hpp"

namespace liftguard::faults {

namespace {

using http::ProblemCode;
using http::Response;

constexpr int kClosedPage = 50;
constexpr int kAlertPage = 500;
constexpr http::TextRange kRemark{0, 1500};  // 500 characters of three bytes

struct ListQuery {
  bool closed = false;
  std::optional<dispatch::OrderCursor> after{};
};

std::string cursor_text(const dispatch::OrderCursor& cursor) {
  return std::to_string(to_ms(cursor.at)) + '-' + to_string(cursor.id);
}

std::optional<dispatch::OrderCursor> cursor_in(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto at = parse_id(text.substr(0, dash));
  const auto id = parse_id(text.substr(dash + 1));
  if (!at || !id) return std::nullopt;
  return dispatch::OrderCursor{utc_from_ms(*at), OrderId{*id}};
}

// None when a parameter is not of the ones described.
std::optional<ListQuery> read_list_query(const http::Request& request) {
  ListQuery query;
  const auto state = request.parameter("state").value_or("open");
  if (state != "open" && state != "closed") return std::nullopt;
  query.closed = state == "closed";
  if (const auto cursor = request.parameter("cursor")) {
    query.after = cursor_in(*cursor);
    if (!query.after) return std::nullopt;
  }
  return query;
}

dispatch::OrderPage page_of(storage::Session& session, const dispatch::Scope& scope, const ListQuery& query,
                            UtcTime now) {
  if (query.closed) return dispatch::closed_orders(session, scope, query.after, kClosedPage, now);
  dispatch::OrderPage page{dispatch::open_orders(session, scope, now, query.after), std::nullopt};
  if (page.orders.size() == static_cast<std::size_t>(dispatch::kOpenPage))
    page.next = dispatch::OrderCursor{page.orders.back().opened, page.orders.back().id};
  return page;
}

Response with_version(std::string json, std::int64_t version) {
  Response response = http::json_response(200, std::move(json));
  response.headers.emplace_back("ETag", '"' + std::to_string(version) + '"');
  return response;
}

Response order_response(const dispatch::OrderDetail& detail, const accounts::Account& viewer) {
  return with_version(detail_json(detail, viewer), detail.summary.version);
}

std::optional<OrderId> order_in_path(const app::Call& call) {
  const auto id = parse_id(call.path[0]);
  return id ? std::optional(OrderId{*id}) : std::nullopt;
}

storage::Actor actor_of(const app::Call& call) {
  return {call.account().id, call.account().name, call.request.source};
}

std::optional<dispatch::Closing> read_closing(http::JsonMembers& body) {
  auto members = body.optional_object("closing");
  if (!members) return std::nullopt;
  constexpr http::IntegerRange kPeople{0, 99};
  dispatch::Closing closing;
  const auto result = rescue::result_named(members->text("result", {1, 40}));
  if (!result) members->refuse("result");
  closing.result = result.value_or(rescue::ClosingResult::trapped);
  closing.cause = members->optional_text("cause", {0, 40}).value_or("");
  closing.people_trapped = static_cast<int>(members->optional_integer("people_trapped", kPeople).value_or(0));
  closing.people_hurt = static_cast<int>(members->optional_integer("people_hurt", kPeople).value_or(0));
  closing.scene = members->optional_text("scene", kRemark).value_or("");
  body.absorb(*members, "closing");
  return closing;
}

rescue::Level read_level(http::JsonMembers& body) {
  return static_cast<rescue::Level>(body.integer("level", {1, 2}));
}

dispatch::Tap read_tap(http::JsonMembers& body) {
  dispatch::Tap tap;
  tap.level = read_level(body);
  const auto step = rescue::step_named(body.text("step", {1, 20}));
  if (!step || *step == rescue::Step::received) body.refuse("step");
  tap.step = step.value_or(rescue::Step::accepted);
  tap.remark = body.optional_text("remark", kRemark).value_or("");
  tap.closing = read_closing(body);
  if (tap.closing && tap.step != rescue::Step::rescued) body.refuse("closing");
  return tap;
}

// A refusal of the store as a problem, with the order as it is now, so that whoever came second sees who was first
// (fault row I2).
Response refused(const Refusal& refusal, const std::optional<dispatch::OrderDetail>& current,
                 const accounts::Account& viewer) {
  http::ProblemDetails details;
  if (refusal.code == "not_found") return http::problem(ProblemCode::not_found);
  if (refusal.code == "key_reused") return http::problem(ProblemCode::idempotency_mismatch);
  if (refusal.code == "closing_missing" || refusal.code == "closing_invalid") {
    details.field = "closing";
    details.rule = refusal.code;
    return http::problem(ProblemCode::invalid_field, details);
  }
  if (current) details.current_json = detail_json(*current, viewer);
  if (refusal.code == "version_conflict") return http::problem(ProblemCode::version_clash, details);
  details.rule = refusal.code;
  return http::problem(ProblemCode::step_refused, details);
}

// The common course of every change of an order, in one transaction: scope, right, change, answer. `change(tx, now)`
// gives a Result<dispatch::Tapped>.
template <class Change>
Response change_order(app::Call& call, OrderId id, rescue::Level level, rescue::Step step, Change change) {
  const auto scope = scope_of(call.account());
  if (!scope) return http::problem(ProblemCode::not_found);
  const UtcTime now = call.now();
  auto tx = call.services.database.begin();
  const auto order = dispatch::order_summary(tx, id, *scope, now);
  if (!order) return http::problem(ProblemCode::not_found);
  if (!may_tap(call.account(), *order, level, step)) return http::problem(ProblemCode::forbidden);
  const auto tapped = change(tx, now);
  const auto detail = dispatch::order_detail(tx, id, *scope, now);
  tx.commit();
  if (!tapped) return refused(tapped.error(), detail, call.account());
  return order_response(detail.value(), call.account());
}

}  // namespace

Response list_orders(app::Call& call) {
  const auto query = read_list_query(call.request);
  if (!query) return http::problem(ProblemCode::bad_request);
  const auto scope = scope_of(call.account());
  if (!scope) return http::problem(ProblemCode::forbidden);
  const UtcTime now = call.now();
  auto session = call.services.database.read();
  const dispatch::OrderPage page = page_of(session, *scope, *query, now);
  http::JsonWriter json;
  json.begin_object().key("orders").begin_array();
  for (const auto& order : page.orders) write_summary(json, order);
  json.end_array();
  if (page.next) json.member("next_cursor", cursor_text(*page.next));
  json.member("now_ms", now).member("change_seq", storage::newest_change(session)).end_object();
  return http::json_response(200, json.take());
}

Response get_order(app::Call& call) {
  const auto id = order_in_path(call);
  const auto scope = scope_of(call.account());
  if (!id || !scope) return http::problem(ProblemCode::not_found);
  auto session = call.services.database.read();
  const auto detail = dispatch::order_detail(session, *id, *scope, call.now());
  return detail ? order_response(*detail, call.account()) : http::problem(ProblemCode::not_found);
}

Response post_step(app::Call& call) {
  const auto id = order_in_path(call);
  if (!id) return http::problem(ProblemCode::not_found);
  const auto [write, fault] = read_write_request(call.request, call.account().id);
  if (!write) return http::problem(*fault);
  http::JsonMembers body(call.request.body);
  dispatch::Tap tap = read_tap(body);
  if (const auto bad = body.finish()) return http::problem(*bad);
  tap.order = *id;
  tap.actor = actor_of(call);
  tap.expected_version = write->version;
  tap.idempotency_key = write->idempotency_key;
  return change_order(call, *id, tap.level, tap.step, [&](storage::Transaction& tx, UtcTime now) {
    tap.at = now;
    return dispatch::tap(tx, tap, now);
  });
}

Response post_step_back(app::Call& call) {
  const auto id = order_in_path(call);
  if (!id) return http::problem(ProblemCode::not_found);
  const auto [write, fault] = read_write_request(call.request, call.account().id);
  if (!write) return http::problem(*fault);
  http::JsonMembers body(call.request.body);
  dispatch::StepBack back;
  back.level = read_level(body);
  back.reason = body.text("reason", {1, kRemark.max_bytes});
  if (const auto bad = body.finish()) return http::problem(*bad);
  back.order = *id;
  back.actor = actor_of(call);
  back.expected_version = write->version;
  back.idempotency_key = write->idempotency_key;
  return change_order(call, *id, back.level, rescue::Step::accepted, [&](storage::Transaction& tx, UtcTime now) {
    back.at = now;
    return dispatch::step_back(tx, back, now);
  });
}

Response post_withdrawal(app::Call& call) {
  const auto id = order_in_path(call);
  if (!id) return http::problem(ProblemCode::not_found);
  const auto [write, fault] = read_write_request(call.request, call.account().id);
  if (!write) return http::problem(*fault);
  http::JsonMembers body(call.request.body);
  dispatch::Withdrawal withdrawal;
  withdrawal.level = read_level(body);
  withdrawal.reason = body.text("reason", {1, kRemark.max_bytes});
  if (const auto bad = body.finish()) return http::problem(*bad);
  withdrawal.order = *id;
  withdrawal.actor = actor_of(call);
  withdrawal.expected_version = write->version;
  withdrawal.idempotency_key = write->idempotency_key;
  return change_order(call, *id, withdrawal.level, rescue::Step::dispatched,
                      [&](storage::Transaction& tx, UtcTime now) { return dispatch::withdraw(tx, withdrawal, now); });
}

// RS-12. Opening twice, an order that is over, or by somebody who is not on duty for it changes nothing.
Response post_opened(app::Call& call) {
  const auto id = order_in_path(call);
  if (!id) return http::problem(ProblemCode::not_found);
  auto tx = call.services.database.begin();
  if (!accounts::sits_at_desk(call.account().role))
    return dispatch::order_summary(tx, *id, {}, call.now()) ? http::no_content()
                                                            : http::problem(ProblemCode::not_found);
  const dispatch::Seat seat{actor_of(call), call.account().district};
  if (!dispatch::open_at_desk(tx, *id, seat, call.now())) return http::problem(ProblemCode::not_found);
  tx.commit();
  return http::no_content();
}

Response list_desk_alerts(app::Call& call) {
  if (call.request.parameter("state").value_or("open") != "open") return http::problem(ProblemCode::bad_request);
  const auto cursor = call.request.parameter("cursor");
  const auto below = cursor ? parse_id(*cursor) : std::nullopt;
  if (cursor && !below) return http::problem(ProblemCode::bad_request);
  const auto before = below ? std::optional(dispatch::AlertId{*below}) : std::nullopt;
  auto session = call.services.database.read();
  const auto alerts = dispatch::desk_alerts(session, dispatch::AlertFilter::open, kAlertPage, before);
  http::JsonWriter json;
  json.begin_object().key("alerts").begin_array();
  for (const auto& alert : alerts) write_alert(json, alert);
  json.end_array();
  if (alerts.size() == static_cast<std::size_t>(kAlertPage)) json.member("next_cursor", to_string(alerts.back().id));
  json.member("now_ms", call.now()).end_object();
  return http::json_response(200, json.take());
}

Response acknowledge_desk_alert(app::Call& call) {
  const auto id = parse_id(call.path[0]);
  if (!id) return http::problem(ProblemCode::not_found);
  auto tx = call.services.database.begin();
  const auto acknowledged = dispatch::acknowledge_alert(tx, dispatch::AlertId{*id}, actor_of(call), call.now());
  if (!acknowledged) return http::problem(ProblemCode::not_found);
  tx.commit();
  return http::no_content();
}

}  // namespace liftguard::faults
