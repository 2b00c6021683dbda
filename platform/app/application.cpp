#include "platform/app/application.hpp"

#include <spdlog/spdlog.h>

#include "platform/accounts/secrets.hpp"
#include "platform/app/routes.hpp"
#include "platform/http/problem.hpp"

namespace liftguard::app {

namespace {

using http::ProblemCode;

constexpr std::size_t kTokenLength = 43;  // accounts::new_token

bool is_api(std::string_view path) {
  return path == "/api" || path.starts_with("/api/");
}

std::string_view name_of(http::Method method) {
  switch (method) {
    case http::Method::get:
      return "GET, HEAD";
    case http::Method::head:
      return "HEAD";
    case http::Method::post:
      return "POST";
    case http::Method::put:
      return "PUT";
    case http::Method::patch:
      return "PATCH";
    case http::Method::erase:
      return "DELETE";
    case http::Method::other:
      break;
  }
  return "";
}

struct Match {
  const Route* route = nullptr;
  http::PathValues values;
  std::string allowed;  // the methods that the path has, if it has any
};

Match find_route(const http::Request& request) {
  const auto method = request.method == http::Method::head ? http::Method::get : request.method;
  Match match;
  for (const Route& route : kRoutes) {
    const auto values = http::match_path(route.pattern, request.path);
    if (!values) continue;
    if (route.method == method) return {&route, *values, {}};
    if (!match.allowed.empty()) match.allowed += ", ";
    match.allowed += name_of(route.method);
  }
  return match;
}

// A page of another origin cannot send this type without our leave (fault row H10).
bool is_json(const http::Request& request) {
  const auto type = request.header("content-type").value_or("");
  return type.substr(0, type.find(';')) == "application/json";
}

}  // namespace

http::Lane Application::lane_of(const http::Request& request) const {
  if (!is_api(request.path)) return http::Lane::immediate;
  const Match match = find_route(request);
  return match.route == nullptr ? http::Lane::immediate : match.route->lane;
}

http::Response Application::answer(const http::Request& request) {
  return is_api(request.path) ? answer_api(request) : files_.answer(request);
}

http::Response Application::answer_api(const http::Request& request) {
  const Match match = find_route(request);
  if (match.route == nullptr) {
    if (match.allowed.empty()) return http::problem(ProblemCode::not_found);
    http::Response response = http::problem(ProblemCode::method_not_allowed);
    response.headers.emplace_back("Allow", match.allowed);
    return response;
  }
  Call call{services_, request, match.values, {}};
  try {
    return call_route(*match.route, call);
  } catch (const storage::Busy& e) {
    spdlog::warn("{} waited too long for the database: {}", match.route->pattern, e.what());
    http::ProblemDetails details;
    details.retry_after_s = 1;
    return http::problem(ProblemCode::busy, details);
  } catch (const storage::Conflict& e) {
    spdlog::error("{}: {}", match.route->pattern, e.what());
    return http::problem(ProblemCode::internal);
  } catch (const storage::DatabaseError& e) {
    on_fatal_(e.what());
    return http::problem(ProblemCode::internal);
  }
}

http::Response Application::call_route(const Route& route, Call& call) const {
  if (const auto refused = refusal_for(route, call)) return http::problem(*refused);
  return route.handler(call);
}

std::optional<ProblemCode> Application::refusal_for(const Route& route, Call& call) const {
  const bool writes = http::changes_something(route.method);
  if (writes && !is_own_origin(call.request)) return ProblemCode::csrf_refused;
  if (writes && !call.request.body.empty() && !is_json(call.request)) return ProblemCode::unsupported_media_type;
  if (route.admits == Admits::anyone) return std::nullopt;

  call.caller = caller_of(call.request);
  if (!call.caller) return ProblemCode::not_logged_in;
  const auto csrf = call.request.header("x-csrf-token").value_or("");
  if (writes && !accounts::equal_in_constant_time(csrf, accounts::csrf_token_of(call.caller->session_token))) {
    return ProblemCode::csrf_refused;
  }
  if (route.admits == Admits::first_password_too) return std::nullopt;
  if (call.account().first_password == accounts::FirstPassword::yes) return ProblemCode::password_change_required;
  const accounts::Role role = call.account().role;
  if (route.admits == Admits::desk && !accounts::is_desk(role)) return ProblemCode::forbidden;
  if (route.admits == Admits::district && !accounts::answers_for_district(role)) return ProblemCode::forbidden;
  return std::nullopt;
}

std::optional<Caller> Application::caller_of(const http::Request& request) const {
  const auto token = request.cookie(accounts::kSessionCookie);
  if (!token || token->size() != kTokenLength) return std::nullopt;
  const UtcTime now = services_.clock.utc_now();
  std::optional<accounts::StoredSession> found;
  {
    auto session = services_.database.read();
    found = accounts::session_behind(session, services_.policy.session, *token, now);
  }
  if (!found) return std::nullopt;
  accounts::keep_alive(services_.database, {{std::string(*token), found->times}}, now);
  return Caller{found->account, std::string(*token)};
}

// Browsers send Origin with every write. Programs that send none prove themselves by the token alone.
bool Application::is_own_origin(const http::Request& request) const {
  for (const auto& [name, value] : request.headers) {
    if (name != "origin") continue;
    if (!origin_.empty()) {
      if (value != origin_) return false;
      continue;
    }
    const auto host = request.header("host").value_or("");
    const auto scheme_end = value.find("://");
    if (scheme_end == std::string::npos || value.substr(scheme_end + 3) != host) return false;
  }
  return true;
}

}  // namespace liftguard::app
