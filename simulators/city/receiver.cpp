#include "simulators/city/receiver.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

namespace liftguard::city {

namespace json = boost::json;

namespace {

constexpr std::array kModes{ReceiverMode::ok,          ReceiverMode::fail500, ReceiverMode::hang,
                            ReceiverMode::answer_lost, ReceiverMode::refuse,  ReceiverMode::busy,
                            ReceiverMode::stranger};

constexpr std::string_view kSchema = "liftguard.upload/1";

Answer error(unsigned status, std::string_view what) {
  return {status, json::serialize(json::object{{"error", what}})};
}

std::optional<json::object> parse_object(std::string_view body) {
  boost::system::error_code failed;
  json::value value = json::parse({body.data(), body.size()}, failed);
  if (failed || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::string text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

std::string_view name_of(ReceiverMode mode) {
  switch (mode) {
    case ReceiverMode::ok:
      return "ok";
    case ReceiverMode::fail500:
      return "fail500";
    case ReceiverMode::hang:
      return "hang";
    case ReceiverMode::answer_lost:
      return "answer_lost";
    case ReceiverMode::refuse:
      return "refuse";
    case ReceiverMode::busy:
      return "busy";
    case ReceiverMode::stranger:
      return "stranger";
  }
  return {};
}

std::optional<ReceiverMode> receiver_mode_named(std::string_view name) {
  const auto found = std::ranges::find_if(kModes, [&](ReceiverMode mode) { return name_of(mode) == name; });
  return found == kModes.end() ? std::nullopt : std::optional(*found);
}

Answer Receiver::handle(const Request& request) {
  const bool post = request.method == "POST";
  if (!post && request.method != "GET") return error(405, "GET or POST");
  if (request.target == "/uploads") return post ? take(request) : list();
  if (request.target != "/uploads/mode") return error(404, "no such address");
  if (post) return choose_mode(request.body);
  return {200, json::serialize(json::object{{"mode", name_of(mode_)}})};
}

Answer Receiver::take(const Request& request) {
  ++requests_;
  if (!options_.token.empty() && request.authorization != "Bearer " + options_.token) return error(401, "token");
  switch (mode_) {
    case ReceiverMode::ok:
    case ReceiverMode::answer_lost:
      break;
    case ReceiverMode::fail500:
      return error(500, "out of order");
    case ReceiverMode::hang:
      return {0, "", Manner::hang};
    case ReceiverMode::refuse:
      return error(422, "电梯未备案");
    case ReceiverMode::busy:
      return {429, R"({"error":"slower"})", Manner::answer, 1};
    case ReceiverMode::stranger:
      return error(401, "token");
  }
  Answer answer = keep(request);
  if (mode_ == ReceiverMode::answer_lost) answer.manner = Manner::cut;
  return answer;
}

Answer Receiver::keep(const Request& request) {
  const auto object = parse_object(request.body);
  if (!object || text_member(*object, "schema") != kSchema) return error(400, "schema: liftguard.upload/1");
  const std::string key = text_member(*object, "key");
  if (key.empty() || key != request.idempotency_key) return error(400, "key: the header and the body must agree");
  const bool known = !keys_.insert(key).second;
  if (known) ++duplicates_;
  if (!known || !options_.keys_once) taken_.push_back({key, std::string(request.body), now_ms_()});
  return {200, json::serialize(json::object{{"id", "regulator-" + std::to_string(taken_.size())}})};
}

Answer Receiver::choose_mode(std::string_view body) {
  const auto object = parse_object(body);
  const auto mode = object ? receiver_mode_named(text_member(*object, "mode")) : std::nullopt;
  if (!mode) return error(400, "mode: ok, fail500, hang, answer_lost, refuse, busy or stranger");
  mode_ = *mode;
  return {200, json::serialize(json::object{{"mode", name_of(mode_)}})};
}

Answer Receiver::list() const {
  json::array rows;
  for (const auto& taken : taken_)
    rows.push_back(json::object{{"key", taken.key}, {"taken_ms", taken.taken_ms}, {"body", json::parse(taken.body)}});
  return {200, json::serialize(
                   json::object{{"uploads", std::move(rows)}, {"requests", requests_}, {"duplicates", duplicates_}})};
}

}  // namespace liftguard::city
