#include "platform/http/problem.hpp"

#include "platform/http/json_writer.hpp"

namespace liftguard::http {

namespace {

constexpr bool in_enum_order() {
  for (std::size_t i = 0; i < kProblems.size(); ++i) {
    if (static_cast<std::size_t>(kProblems[i].code) != i) return false;
  }
  return true;
}
static_assert(in_enum_order(), "kProblems is indexed by ProblemCode");

}  // namespace

const ProblemText& text_of(ProblemCode code) {
  return kProblems[static_cast<std::size_t>(code)];
}

Response problem(ProblemCode code, const ProblemDetails& details) {
  const ProblemText& text = text_of(code);
  JsonWriter json;
  json.begin_object()
      .member("type", "about:blank")
      .member("title", text.zh)
      .member("title_en", text.en)
      .member("status", text.status)
      .member("code", text.name)
      .member_unless_empty("field", details.field)
      .member_unless_empty("rule", details.rule)
      .member_unless_empty("detail", details.detail)
      .member("retry_after_s", details.retry_after_s);
  if (!details.current_json.empty()) json.key("current").raw(details.current_json);
  json.end_object();
  Response response = json_response(text.status, json.take());
  response.headers.front().second = "application/problem+json";
  if (details.retry_after_s) response.headers.emplace_back("Retry-After", std::to_string(*details.retry_after_s));
  return response;
}

}  // namespace liftguard::http
