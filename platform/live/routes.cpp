#include "platform/live/routes.hpp"

#include "platform/faults/scope.hpp"
#include "platform/http/problem.hpp"
#include "platform/live/hub.hpp"

namespace liftguard::live {

namespace {

// Last-Event-ID after a break, `after` on the first connection of a page that has just fetched a list. Both are the
// number of the last change seen; 0 is the beginning of everything.
std::optional<std::int64_t> last_seen(const http::Request& request) {
  auto text = request.header("last-event-id");
  if (!text) text = request.parameter("after");
  if (!text) return std::nullopt;
  return *text == "0" ? std::optional<std::int64_t>(0) : parse_id(*text);
}

}  // namespace

http::Response get_live(app::Call& call) {
  const auto scope = faults::scope_of(call.account());
  if (!scope) return http::problem(http::ProblemCode::forbidden);
  auto stream = call.services.hub.subscribe({call.account().id, scope, call.caller->session_token},
                                            last_seen(call.request), call.now());
  if (!stream) {
    http::ProblemDetails details;
    details.retry_after_s = 10;
    return http::problem(http::ProblemCode::busy, details);
  }
  return {.status = 200,
          .headers = {{"Content-Type", "text/event-stream"}, {"X-Accel-Buffering", "no"}},
          .body = {},
          .stream = std::move(stream)};
}

}  // namespace liftguard::live
