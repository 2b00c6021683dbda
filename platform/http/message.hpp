// What a handler sees of HTTP: plain values, no Beast. Everything here is owned by one request and used by one thread
// at a time, except Body and EventStream, which are shared and safe to be.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace liftguard::http {

class EventStream;

enum class Method { get, head, post, put, patch, erase, other };

[[nodiscard]] constexpr bool changes_something(Method method) {
  return method != Method::get && method != Method::head;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
  Method method = Method::get;
  std::string path;  // percent-decoded UTF-8, starts with '/'; a request whose path hides a '/' or NUL never gets here
  Pairs query;       // decoded, in order
  Pairs headers;     // names in lower case, in order
  std::string body;
  std::string source;  // address of the client: of the peer, or as the trusted proxy in front says

  // The value of a header; none if it is absent or given more than once (who sends two is trying something).
  [[nodiscard]] std::optional<std::string_view> header(std::string_view lower_case_name) const;
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;  // likewise for the query
  [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;     // likewise for cookies
};

using Body = std::shared_ptr<const std::string>;

struct Response {
  unsigned status = 200;
  Pairs headers;
  Body body;                            // none: empty
  std::shared_ptr<EventStream> stream;  // if set, the connection becomes this stream of Server-Sent Events
};

[[nodiscard]] Response no_content();
[[nodiscard]] Response json_response(unsigned status, std::string json);

}  // namespace liftguard::http
