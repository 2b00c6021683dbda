#include "platform/http/message.hpp"

namespace liftguard::http {

namespace {

std::optional<std::string_view> only(const Pairs& pairs, std::string_view name) {
  std::optional<std::string_view> found;
  for (const auto& [key, value] : pairs) {
    if (key != name) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view lower_case_name) const {
  return only(headers, lower_case_name);
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  return only(query, name);
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  const auto line = header("cookie");
  if (!line) return std::nullopt;
  std::optional<std::string_view> found;
  std::string_view rest = *line;
  while (!rest.empty()) {
    const auto end = rest.find(';');
    const auto crumb = trimmed(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    const auto equals = crumb.find('=');
    if (equals == std::string_view::npos || crumb.substr(0, equals) != name) continue;
    if (found) return std::nullopt;
    found = crumb.substr(equals + 1);
  }
  return found;
}

Response no_content() {
  return Response{.status = 204, .headers = {}, .body = {}, .stream = {}};
}

Response json_response(unsigned status, std::string json) {
  return Response{.status = status,
                  .headers = {{"Content-Type", "application/json"}},
                  .body = std::make_shared<const std::string>(std::move(json)),
                  .stream = {}};
}

}  // namespace liftguard::http
