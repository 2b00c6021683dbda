#include "common/trace/truth.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <initializer_list>

#include "common/base/text.hpp"
#include "common/trace/numbers.hpp"
#include "common/trace/repeated_key.hpp"
#include "schemas/event_kind.hpp"

namespace liftguard::trace {
namespace {

namespace json = boost::json;

constexpr std::size_t kShown = 40;
constexpr double kMost = 1e12;  // in ms 31 years, as in a trace: what no truth has

// Walks the document and remembers the first thing that is wrong, with the path to it.
class Reader {
 public:
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

  void number(const json::object& in, std::string_view key, const std::string& path, double& out, bool needed) {
    const auto* value = find(in, key, path, needed);
    if (value == nullptr) return;
    if (!value->is_number()) return note(path + "." + std::string(key) + " must be a number");
    out = value->to_number<double>();
    if (!(std::abs(out) <= kMost)) note(path + "." + std::string(key) + " is out of range");
  }
  void text(const json::object& in, std::string_view key, const std::string& path, std::string& out, bool needed) {
    const auto* value = find(in, key, path, needed);
    if (value == nullptr) return;
    if (!value->is_string()) return note(path + "." + std::string(key) + " must be a text");
    out.assign(value->as_string().data(), value->as_string().size());
  }
  void event(const std::string& name, const std::string& path) {
    if (find_event(name) == nullptr) note(path + ": there is no event '" + printable(name, kShown) + "'");
  }
  void known(const json::object& in, std::initializer_list<std::string_view> keys, const std::string& path) {
    for (const auto& member : in) {
      const std::string_view key(member.key().data(), member.key().size());
      if (std::find(keys.begin(), keys.end(), key) == keys.end())
        note(path + " has an unknown key '" + printable(key, kShown) + "'");
    }
  }
  const json::array* list(const json::object& in, std::string_view key, const std::string& path) {
    const auto* value = find(in, key, path, false);
    if (value == nullptr) return nullptr;
    if (!value->is_array()) note(path + "." + std::string(key) + " must be a list");
    return value->if_array();
  }
  const json::object* object(const json::value& value, const std::string& path) {
    if (!value.is_object()) note(path + " must be an object");
    return value.if_object();
  }
  void note(std::string what) {
    if (wrong_.empty()) wrong_ = std::move(what);
  }

 private:
  const json::value* find(const json::object& in, std::string_view key, const std::string& path, bool needed) {
    const auto* value = in.if_contains(key);
    if (value == nullptr && needed) note(path + " has no " + std::string(key));
    return value;
  }
  std::string wrong_;
};

TruthRide read_ride(Reader& reader, const json::object& in, const std::string& path) {
  TruthRide ride;
  reader.known(in, {"start_ms", "end_ms", "metres", "direction", "from", "to"}, path);
  reader.number(in, "start_ms", path, ride.start_ms, true);
  reader.number(in, "end_ms", path, ride.end_ms, true);
  reader.text(in, "direction", path, ride.direction, false);
  reader.text(in, "from", path, ride.from, false);
  reader.text(in, "to", path, ride.to, false);
  if (in.if_contains("metres") != nullptr) reader.number(in, "metres", path, ride.metres.emplace(), true);
  if (!ride.direction.empty() && ride.direction != "up" && ride.direction != "down" && ride.direction != "unknown")
    reader.note(path + ".direction must be up, down or unknown");
  if (ride.end_ms < ride.start_ms) reader.note(path + " ends before it starts");
  return ride;
}

TruthEvent read_event(Reader& reader, const json::object& in, const std::string& path) {
  TruthEvent event;
  reader.known(in, {"event", "after_ms", "before_ms"}, path);
  reader.text(in, "event", path, event.event, true);
  reader.event(event.event, path + ".event");
  reader.number(in, "after_ms", path, event.after_ms, true);
  reader.number(in, "before_ms", path, event.before_ms, true);
  if (event.before_ms < event.after_ms) reader.note(path + ": before_ms is before after_ms");
  return event;
}

template <class Each>
void each_object(Reader& reader, const json::array& list, const std::string& name, Each take) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto path = name + "[" + std::to_string(i) + "]";
    if (const auto* object = reader.object(list[i], path)) take(*object, path);
  }
}

void read_tolerance(Reader& reader, const json::object& root, Tolerance& tolerance) {
  const auto* value = root.if_contains("tolerance");
  if (value == nullptr) return;
  const auto* in = reader.object(*value, "tolerance");
  if (in == nullptr) return;
  reader.known(*in, {"time_s", "end_late_s", "metres", "relative"}, "tolerance");
  const auto read = [&](std::string_view key, double& out) {
    reader.number(*in, key, "tolerance", out, false);
    if (out < 0) reader.note("tolerance." + std::string(key) + " is below 0");
  };
  read("time_s", tolerance.time_s);
  read("end_late_s", tolerance.end_late_s);
  read("metres", tolerance.metres);
  read("relative", tolerance.relative);
}

Truth read_root(Reader& reader, const json::object& root) {
  Truth truth;
  reader.known(root, {"rides", "events", "allowed", "tolerance", "any_posture"}, "truth");
  if (const auto* rides = reader.list(root, "rides", "truth")) {
    auto& list = truth.rides.emplace();
    each_object(reader, *rides, "rides",
                [&](const auto& in, const auto& path) { list.push_back(read_ride(reader, in, path)); });
  }
  if (const auto* events = reader.list(root, "events", "truth"))
    each_object(reader, *events, "events",
                [&](const auto& in, const auto& path) { truth.events.push_back(read_event(reader, in, path)); });
  if (const auto* allowed = reader.list(root, "allowed", "truth"))
    for (std::size_t i = 0; i < allowed->size(); ++i) {
      const auto* kind = (*allowed)[i].if_string();
      if (kind == nullptr) {
        reader.note("allowed must be a list of texts");
        continue;
      }
      truth.allowed.emplace_back(kind->data(), kind->size());
      reader.event(truth.allowed.back(), "allowed[" + std::to_string(i) + "]");
    }
  read_tolerance(reader, root, truth.tolerance);
  if (const auto* posture = root.if_contains("any_posture")) {
    if (posture->is_bool())
      truth.any_posture = posture->as_bool();
    else
      reader.note("any_posture must be true or false");
  }
  return truth;
}

void append_member(std::string& out, std::string_view key, double value, int decimals) {
  out.append("\"").append(key).append("\": ");
  append_decimal(out, value, decimals);
}

void append_text(std::string& out, std::string_view key, const std::string& value) {
  if (value.empty()) return;
  out.append(", \"").append(key).append("\": ").append(json::serialize(json::string(value)));
}

std::string ride_text(const TruthRide& ride) {
  std::string out = "    {";
  append_member(out, "start_ms", ride.start_ms, 3);
  out += ", ";
  append_member(out, "end_ms", ride.end_ms, 3);
  if (ride.metres) {
    out += ", ";
    append_member(out, "metres", *ride.metres, 3);
  }
  append_text(out, "direction", ride.direction);
  append_text(out, "from", ride.from);
  append_text(out, "to", ride.to);
  return out + "}";
}

std::string event_text(const TruthEvent& event) {
  std::string out = "    {\"event\": " + json::serialize(json::string(event.event)) + ", ";
  append_member(out, "after_ms", event.after_ms, 3);
  out += ", ";
  append_member(out, "before_ms", event.before_ms, 3);
  return out + "}";
}

template <class List, class Text>
void append_list(std::string& out, std::string_view key, const List& list, Text text) {
  out.append("  \"").append(key).append("\": [");
  for (std::size_t i = 0; i < list.size(); ++i) out.append(i == 0 ? "\n" : ",\n").append(text(list[i]));
  out += list.empty() ? "]" : "\n  ]";
}

std::string tolerance_text(const Tolerance& tolerance) {
  std::string out = "  \"tolerance\": {";
  append_member(out, "time_s", tolerance.time_s, 3);
  out += ", ";
  append_member(out, "end_late_s", tolerance.end_late_s, 3);
  out += ", ";
  append_member(out, "metres", tolerance.metres, 3);
  out += ", ";
  append_member(out, "relative", tolerance.relative, 4);
  return out + "}";
}

// Where the text goes on after `before`, both from 1.
std::string place_text(std::string_view before) {
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto column = before.size() - (before.rfind('\n') + 1) + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

bool is_default(const Tolerance& tolerance) {
  const Tolerance standard;
  return tolerance.time_s == standard.time_s && tolerance.end_late_s == standard.end_late_s &&
         tolerance.metres == standard.metres && tolerance.relative == standard.relative;
}

}  // namespace

Result<Truth> parse_truth(std::string_view text) {
  boost::system::error_code error;
  json::stream_parser parser;
  const auto taken = parser.write(text.data(), text.size(), error);
  if (!error) parser.finish(error);
  if (error) return refuse("bad_truth", place_text(text.substr(0, taken)) + ": " + error.message());
  if (const auto twice = find_repeated_key(text))
    return refuse("bad_truth", place_text(text.substr(0, twice->end)) + ": the key '" + printable(twice->key, kShown) +
                                   "' stands twice");
  const auto value = parser.release();
  Reader reader;
  const auto* root = reader.object(value, "truth");
  const Truth truth = root == nullptr ? Truth{} : read_root(reader, *root);
  if (!reader.wrong().empty()) return refuse("bad_truth", reader.wrong());
  return truth;
}

std::string write_truth(const Truth& truth) {
  std::string out = "{\n";
  if (truth.rides) {
    append_list(out, "rides", *truth.rides, ride_text);
    out += ",\n";
  }
  append_list(out, "events", truth.events, event_text);
  out += ",\n  \"allowed\": [";
  for (std::size_t i = 0; i < truth.allowed.size(); ++i)
    out.append(i == 0 ? "" : ", ").append(json::serialize(json::string(truth.allowed[i])));
  out += "]";
  if (!is_default(truth.tolerance)) out.append(",\n").append(tolerance_text(truth.tolerance));
  if (truth.any_posture) out += ",\n  \"any_posture\": true";
  return out + "\n}\n";
}

}  // namespace liftguard::trace
