#include "common/trace/repeated_key.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <set>
#include <utility>
#include <vector>

namespace liftguard::trace {
namespace {

namespace json = boost::json;

constexpr std::size_t kUnbounded = std::size_t{1} << 30;

// Keeps the keys of the objects that are open, and stops at one that is there already.
struct KeyHandler {
  static constexpr std::size_t max_object_size = kUnbounded;
  static constexpr std::size_t max_array_size = kUnbounded;
  static constexpr std::size_t max_key_size = kUnbounded;
  static constexpr std::size_t max_string_size = kUnbounded;

  std::vector<std::set<std::string>> open;
  std::string key;
  bool repeated = false;

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    key.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& error) {
    key.append(part.data(), part.size());
    if (!open.back().insert(key).second) {
      repeated = true;
      error = json::error::syntax;
      return false;
    }
    key.clear();
    return true;
  }
  bool on_object_begin(json::error_code&) {
    open.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, json::error_code&) {
    open.pop_back();
    return true;
  }
  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t, json::error_code&) { return true; }
  bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
  bool on_double(double, json::string_view, json::error_code&) { return true; }
  bool on_bool(bool, json::error_code&) { return true; }
  bool on_null(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

}  // namespace

std::optional<RepeatedKey> find_repeated_key(std::string_view text) {
  json::basic_parser<KeyHandler> parser(json::parse_options{});
  json::error_code error;
  const auto taken = parser.write_some(false, text.data(), text.size(), error);
  if (!parser.handler().repeated) return std::nullopt;
  return RepeatedKey{taken, std::move(parser.handler().key)};
}

}  // namespace liftguard::trace
