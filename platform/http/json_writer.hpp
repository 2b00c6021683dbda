// Writes JSON by appending: integers, texts and short decimals as a browser expects them.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"

namespace liftguard::http {

// Commas are put by the writer. The caller nests begin and end properly. Ids are written as strings, times as integer
// milliseconds; an optional without a value leaves its member out.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(std::same_as<bool> auto yes) { return raw(yes ? "true" : "false"); }
  JsonWriter& value(std::integral auto number) requires(!std::same_as<decltype(number), bool>) {
    return raw(std::to_string(number));
  }
  JsonWriter& value(double number);  // two decimals at the most; not finite: 0
  JsonWriter& value(UtcTime t) { return value(to_ms(t)); }
  template <class Tag>
  JsonWriter& value(Id<Tag> id) {
    return value(to_string(id));
  }
  JsonWriter& raw(std::string_view json);  // a value that is JSON already

  template <class T>
  JsonWriter& member(std::string_view name, const T& v) {
    return key(name).value(v);
  }
  template <class T>
  JsonWriter& member(std::string_view name, const std::optional<T>& v) {
    return v ? key(name).value(*v) : *this;
  }
  // Left out where it is empty.
  JsonWriter& member_unless_empty(std::string_view name, std::string_view text) {
    return text.empty() ? *this : key(name).value(text);
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string out_;
  bool first_ = true;  // nothing stands yet in the innermost bracket, or a key was just written
};

}  // namespace liftguard::http
