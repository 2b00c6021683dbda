#include "platform/accounts/routes.hpp"

#include "common/base/text.hpp"
#include "common/registry/store.hpp"
#include "platform/accounts/secrets.hpp"
#include "platform/http/json_body.hpp"
#include "platform/http/json_writer.hpp"

namespace liftguard::accounts {

namespace {

constexpr http::TextRange kLogin{1, 64};
constexpr http::TextRange kPassword{1, 256};
constexpr std::string_view kSessionPath = "/api/v1/session";

std::string session_json(app::Call& call, const Account& account, std::string_view session_token) {
  auto session = call.services.database.read();
  const auto unit = account.unit ? registry::find_unit(session, account.unit) : std::nullopt;
  const auto district = account.district ? registry::find_district(session, account.district) : std::nullopt;
  http::JsonWriter json;
  json.begin_object().key("account").begin_object();
  json.member("id", account.id).member("login", account.login).member("name", account.name);
  json.member("role", name_of(account.role));
  if (unit) json.member("unit_id", unit->id).member("unit_name", unit->name);
  if (district) json.member("district", district->name);
  json.end_object();
  json.member("must_change_password", account.first_password == FirstPassword::yes);
  json.member("csrf", csrf_token_of(session_token));
  return json.end_object().take();
}

// No Expires: the browser forgets the session with its window; the server ends it anyhow (SessionTerms).
std::string cookie(const app::Services& services, std::string_view name, std::string_view value,
                   std::string_view attributes) {
  std::string text;
  text.append(name).append("=").append(value).append("; HttpOnly; SameSite=Lax").append(attributes);
  if (services.transport == http::Transport::tls_in_front) text.append("; Secure");
  return text;
}

http::Response admitted(app::Call& call, const Admission& admission) {
  http::Response response = http::json_response(200, session_json(call, admission.account, admission.session_token));
  const std::string half_a_year = "; Max-Age=15552000; Path=" + std::string(kSessionPath);
  response.headers.emplace_back("Set-Cookie",
                                cookie(call.services, kSessionCookie, admission.session_token, "; Path=/"));
  response.headers.emplace_back("Set-Cookie",
                                cookie(call.services, kDeviceCookie, admission.device_token, half_a_year));
  return response;
}

http::Response answer_to(app::Call& call, const Outcome& outcome) {
  return outcome.admission ? admitted(call, *outcome.admission) : http::problem(outcome.problem);
}

Client client_of(const http::Request& request) {
  constexpr std::size_t kMostAgent = 200;
  return {request.source, printable(request.header("user-agent").value_or(""), kMostAgent),
          std::string(request.cookie(kDeviceCookie).value_or(""))};
}

}  // namespace

http::Response post_session(app::Call& call) {
  http::JsonMembers body(call.request.body);
  LogIn attempt;
  attempt.login = body.text("login", kLogin);
  attempt.password = body.text("password", kPassword);
  if (const auto fault = body.finish()) return http::problem(*fault);
  attempt.client = client_of(call.request);
  return answer_to(call, log_in(call.services.database, call.services.policy, attempt, call.now()));
}

http::Response get_session(app::Call& call) {
  return http::json_response(200, session_json(call, call.account(), call.caller->session_token));
}

http::Response delete_session(app::Call& call) {
  auto tx = call.services.database.begin();
  end_session(tx, token_hash(call.caller->session_token));
  tx.commit();
  http::Response response = http::no_content();
  response.headers.emplace_back("Set-Cookie", cookie(call.services, kSessionCookie, "", "; Path=/; Max-Age=0"));
  return response;
}

http::Response put_password(app::Call& call) {
  http::JsonMembers body(call.request.body);
  PasswordChange change;
  change.current = body.text("current", kPassword);
  change.fresh = body.text("new", kPassword);
  if (const auto fault = body.finish()) return http::problem(*fault);
  change.account = call.account();
  change.client = client_of(call.request);
  return answer_to(call, change_password(call.services.database, call.services.policy, change, call.now()));
}

}  // namespace liftguard::accounts
