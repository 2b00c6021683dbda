#include <catch2/catch.hpp>

#include "platform/app/routes.hpp"
#include "platform/http/problem.hpp"
#include "tests/unit/platform/openapi.hpp"

using namespace liftguard;

namespace {

std::string method_name(http::Method method) {
  switch (method) {
    case http::Method::get:
      return "GET";
    case http::Method::post:
      return "POST";
    case http::Method::put:
      return "PUT";
    case http::Method::patch:
      return "PATCH";
    case http::Method::erase:
      return "DELETE";
    case http::Method::head:
    case http::Method::other:
      break;
  }
  return "";
}

}  // namespace

TEST_CASE("every route is described, and every described operation has a route") {
  std::set<std::string> routes;
  for (const auto& route : app::kRoutes) {
    REQUIRE(route.pattern.starts_with(app::kApi));
    const bool fresh =
        routes.insert(method_name(route.method) + ' ' + std::string(route.pattern.substr(app::kApi.size()))).second;
    CHECK(fresh);
  }
  CHECK(routes == test::OpenApi(LIFTGUARD_OPENAPI).operations());
}

TEST_CASE("every problem code is described, and every described one exists") {
  std::set<std::string> codes;
  for (const auto& text : http::kProblems) codes.insert(std::string(text.name));
  CHECK(codes == test::OpenApi(LIFTGUARD_OPENAPI).enum_of("Problem", "code"));
}

TEST_CASE("H10: whatever changes something is no GET, and only the log-in is open to anyone") {
  for (const auto& route : app::kRoutes) {
    const bool log_in = route.pattern == "/api/v1/session" && route.method == http::Method::post;
    CHECK((route.admits == app::Admits::anyone) == log_in);
  }
}
