#include "platform/http/json_body.hpp"

#include <cmath>
#include <memory>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

namespace liftguard::http {

namespace json = boost::json;

namespace {

// Builds the value as boost::json::parser does, and refuses on the way what the default handler lets pass.
struct StrictHandler {
  static constexpr std::size_t max_object_size = 1000;
  static constexpr std::size_t max_array_size = 10'000;
  static constexpr std::size_t max_key_size = 256;
  static constexpr std::size_t max_string_size = 64 * 1024;

  json::value_stack stack;
  std::vector<std::set<std::string, std::less<>>> keys_of_open_objects;
  std::string partial_key;

  static bool refuse(json::error_code& ec, json::error why) {
    ec = why;
    return false;
  }

  bool on_document_begin(json::error_code&) {
    stack.reset();
    return true;
  }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    keys_of_open_objects.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t n, json::error_code&) {
    keys_of_open_objects.pop_back();
    stack.push_object(n);
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t n, json::error_code&) {
    stack.push_array(n);
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    partial_key.append(part.data(), part.size());
    stack.push_chars(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& ec) {
    partial_key.append(part.data(), part.size());
    if (!keys_of_open_objects.back().insert(partial_key).second) return refuse(ec, json::error::syntax);
    partial_key.clear();
    stack.push_key(part);
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    stack.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    stack.push_string(part);
    return true;
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t n, json::string_view, json::error_code& ec) {
    if (n > kJsonIntegerLimit || n < -kJsonIntegerLimit) return refuse(ec, json::error::not_exact);
    stack.push_int64(n);
    return true;
  }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code& ec) { return refuse(ec, json::error::not_exact); }
  bool on_double(double d, json::string_view, json::error_code& ec) {
    if (!std::isfinite(d) || std::abs(d) > static_cast<double>(kJsonIntegerLimit)) {
      return refuse(ec, json::error::not_exact);
    }
    stack.push_double(d);
    return true;
  }
  bool on_bool(bool b, json::error_code&) {
    stack.push_bool(b);
    return true;
  }
  bool on_null(json::error_code&) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

bool is_clean(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f) return false;
  }
  return true;
}

}  // namespace

Result<json::value> parse_strict_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = kJsonDepth;
  json::basic_parser<StrictHandler> parser(options);
  json::error_code ec;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && used != text.size()) ec = json::error::extra_data;
  if (!ec && !parser.done()) ec = json::error::incomplete;
  if (ec) return refuse("bad_json", ec.message());
  return parser.handler().stack.release();
}

JsonMembers::JsonMembers(std::string_view body) {
  auto parsed = parse_strict_json(body);
  if (!parsed) {
    fault_ =
        Problem{ProblemCode::bad_json,
                {.field = {}, .rule = {}, .detail = parsed.error().detail, .retry_after_s = {}, .current_json = {}}};
  } else if (!parsed->is_object()) {
    fail(ProblemCode::bad_json, {});
  } else {
    members_ = std::move(parsed->as_object());
  }
}

void JsonMembers::fail(ProblemCode code, std::string_view field) {
  if (fault_) return;
  fault_ = Problem{code, {}};
  fault_->details.field = field;
}

void JsonMembers::refuse(std::string_view name) {
  fail(ProblemCode::invalid_field, name);
}

const json::value* JsonMembers::take(std::string_view name) {
  taken_.emplace(name);
  return fault_ ? nullptr : members_.if_contains(name);
}

std::optional<std::string> JsonMembers::optional_text(std::string_view name, TextRange range) {
  const json::value* value = take(name);
  if (value == nullptr) return std::nullopt;
  const json::string* text = value->if_string();
  if (text == nullptr || text->size() < range.min_bytes || text->size() > range.max_bytes || !is_clean(*text)) {
    refuse(name);
    return std::nullopt;
  }
  return std::string(text->data(), text->size());
}

std::optional<std::int64_t> JsonMembers::optional_integer(std::string_view name, IntegerRange range) {
  const json::value* value = take(name);
  if (value == nullptr) return std::nullopt;
  const std::int64_t* number = value->if_int64();
  if (number == nullptr || *number < range.min || *number > range.max) {
    refuse(name);
    return std::nullopt;
  }
  return *number;
}

std::string JsonMembers::text(std::string_view name, TextRange range) {
  auto value = optional_text(name, range);
  if (!value) refuse(name);
  return std::move(value).value_or(std::string{});
}

std::int64_t JsonMembers::integer(std::string_view name, IntegerRange range) {
  const auto value = optional_integer(name, range);
  if (!value) refuse(name);
  return value.value_or(range.min);
}

std::optional<JsonMembers> JsonMembers::optional_object(std::string_view name) {
  const json::value* value = take(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) {
    refuse(name);
    return std::nullopt;
  }
  JsonMembers inner;
  inner.members_ = value->as_object();
  return inner;
}

void JsonMembers::absorb(const JsonMembers& inner, std::string_view name) {
  if (const auto fault = inner.finish()) fail(fault->code, std::string(name) + '.' + fault->details.field);
}

std::optional<Problem> JsonMembers::finish() const {
  if (fault_) return fault_;
  for (const auto& member : members_) {
    if (taken_.find(std::string_view(member.key())) != taken_.end()) continue;
    Problem unknown{ProblemCode::unknown_field, {}};
    unknown.details.field = std::string(member.key()).substr(0, 64);
    return unknown;
  }
  return std::nullopt;
}

}  // namespace liftguard::http
