// One JSON object a line, {"a": 1, "b": "x"}, member by member; the same bytes on every host.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "common/trace/numbers.hpp"

namespace liftguard::replay {

// Appends to `out`; the line ends with the object's life.
class JsonLine {
 public:
  explicit JsonLine(std::string& out) : out_(out) { out_ += '{'; }
  JsonLine(const JsonLine&) = delete;
  JsonLine& operator=(const JsonLine&) = delete;
  ~JsonLine() { out_ += "}\n"; }

  void number(std::string_view key, double value, int decimals) {
    begin(key);
    trace::append_decimal(out_, value, decimals);
  }
  void count(std::string_view key, std::size_t value) {
    begin(key);
    out_ += std::to_string(value);
  }
  void text(std::string_view key, std::string_view value) {
    begin(key);
    quote(value);
  }
  void flag(std::string_view key, bool value) {
    begin(key);
    out_ += value ? "true" : "false";
  }
  // Already JSON.
  void raw(std::string_view key, std::string_view json) {
    begin(key);
    out_ += json;
  }
  template <class Range, class Each>
  void list(std::string_view key, const Range& range, Each each) {
    begin(key);
    out_ += '[';
    bool first = true;
    for (const auto& item : range) {
      if (!first) out_ += ", ";
      first = false;
      each(item);
    }
    out_ += ']';
  }
  void quote(std::string_view value) { out_ += boost::json::serialize(boost::json::string(value)); }

 private:
  void begin(std::string_view key) {
    if (out_.back() != '{') out_ += ", ";
    out_.append("\"").append(key).append("\": ");
  }
  std::string& out_;
};

}  // namespace liftguard::replay
