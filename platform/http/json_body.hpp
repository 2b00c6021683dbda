// Reading JSON bodies strictly (fault rows H3, H23): duplicate or unknown members, numbers that JavaScript cannot hold,
// deep nesting, malformed UTF-8 and lone surrogates are refused, never repaired.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "common/base/result.hpp"
#include "platform/http/problem.hpp"

namespace liftguard::http {

inline constexpr std::size_t kJsonDepth = 16;
inline constexpr std::int64_t kJsonIntegerLimit = (std::int64_t{1} << 53) - 1;  // Number.MAX_SAFE_INTEGER

[[nodiscard]] Result<boost::json::value> parse_strict_json(std::string_view text);

struct TextRange {
  std::size_t min_bytes = 0;
  std::size_t max_bytes = 500;
};

struct IntegerRange {
  std::int64_t min = 0;
  std::int64_t max = kJsonIntegerLimit;
};

// Takes the members of one object out, each by name and type. The first fault is kept; readers after it give empty
// values. finish() also refuses whatever was not asked for. Texts may hold no control characters but newline and tab.
class JsonMembers {
 public:
  explicit JsonMembers(std::string_view body);

  std::string text(std::string_view name, TextRange range = {});
  std::int64_t integer(std::string_view name, IntegerRange range = {});
  std::optional<std::string> optional_text(std::string_view name, TextRange range = {});
  std::optional<std::int64_t> optional_integer(std::string_view name, IntegerRange range = {});
  std::optional<JsonMembers> optional_object(std::string_view name);

  // For faults that only the handler can see (an enum's name): the same problem as for a wrong type.
  void refuse(std::string_view name);
  // Takes over the fault of an inner object, which is finished with this.
  void absorb(const JsonMembers& inner, std::string_view name);

  [[nodiscard]] std::optional<Problem> finish() const;

 private:
  JsonMembers() = default;
  const boost::json::value* take(std::string_view name);
  void fail(ProblemCode code, std::string_view field);

  boost::json::object members_;
  std::set<std::string, std::less<>> taken_;
  std::optional<Problem> fault_;
};

}  // namespace liftguard::http
