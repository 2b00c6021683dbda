#include "simulators/replay/corpus/recorded_events.hpp"

#include <boost/json.hpp>
#include <cmath>
#include <string>

namespace liftguard::replay {
namespace {

namespace json = boost::json;

class Reader {
 public:
  Reader(std::string_view file, std::size_t line) : file_(file), line_(line) {}

  Result<json::object> object(std::string_view text) const {
    json::stream_parser parser;
    boost::system::error_code error;
    const auto taken = parser.write(text.data(), text.size(), error);
    if (!error) parser.finish(error);
    if (error) return bad(taken + 1, error.message());
    auto value = parser.release();
    if (!value.is_object()) return bad(1, "a line must be an object");
    return std::move(value.as_object());
  }
  Result<trace::Found> event(const json::object& in) const {
    trace::Found found;
    const auto* name = in.if_contains("event");
    if (name == nullptr || !name->is_string()) return bad(1, "event must be a text");
    found.event = name->as_string();
    const auto t_ms = number(in, "t_ms");
    if (!t_ms) return bad(1, "t_ms must be a number");
    found.t_ms = *t_ms;
    if (found.event != "ride") return found;
    const auto start_ms = number(in, "start_ms"), end_ms = number(in, "end_ms");
    if (!start_ms || !end_ms) return bad(1, "a ride must have start_ms and end_ms");
    found.start_ms = *start_ms;
    found.end_ms = *end_ms;
    found.metres = number(in, "metres");
    return found;
  }

 private:
  static std::optional<double> number(const json::object& in, std::string_view key) {
    const auto* value = in.if_contains(json::string_view(key.data(), key.size()));
    if (value == nullptr || !value->is_number()) return std::nullopt;
    const auto number = value->to_number<double>();
    return std::isfinite(number) ? std::optional(number) : std::nullopt;
  }
  [[nodiscard]] Refusal bad(std::size_t column, const std::string& why) const {
    return refuse("bad_lines", file_ + ":" + std::to_string(line_) + ":" + std::to_string(column) + ": " + why);
  }

  std::string file_;
  std::size_t line_;
};

}  // namespace

Result<std::vector<trace::Found>> parse_events(std::string_view file, std::string_view lines) {
  std::vector<trace::Found> events;
  for (std::size_t number = 1; !lines.empty(); ++number) {
    const auto line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    if (line.empty()) continue;
    const Reader reader(file, number);
    const auto object = reader.object(line);
    if (!object) return object.error();
    if (object->contains("missing") || object->contains("extra")) continue;
    auto event = reader.event(*object);
    if (!event) return event.error();
    events.push_back(std::move(*event));
  }
  return events;
}

}  // namespace liftguard::replay
