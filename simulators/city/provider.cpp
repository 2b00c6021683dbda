#include "simulators/city/provider.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json.hpp>

namespace liftguard::city {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxKey = 128;
constexpr std::size_t kMaxPhone = 20;
constexpr std::size_t kMaxText = 2000;  // bytes; about ten concatenated SMS of Chinese text

constexpr std::array kModes{Mode::ok, Mode::fail500, Mode::hang, Mode::accept_then_cut, Mode::lose};

Answer error(unsigned status, const char* what) {
  return {status, json::serialize(json::object{{"error", what}})};
}

Answer say_mode(Mode mode) {
  return {200, json::serialize(json::object{{"mode", name_of(mode)}})};
}

std::string text_member(const json::object& object, const char* name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<json::object> parse_object(std::string_view body) {
  boost::system::error_code failed;
  json::value value = json::parse({body.data(), body.size()}, failed);
  if (failed || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

bool is_phone(std::string_view phone) {
  if (phone.starts_with('+')) phone.remove_prefix(1);
  return phone.size() >= 3 && phone.size() <= kMaxPhone &&
         std::all_of(phone.begin(), phone.end(), [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

}  // namespace

std::string_view name_of(Mode mode) {
  switch (mode) {
    case Mode::ok:
      return "ok";
    case Mode::fail500:
      return "fail500";
    case Mode::hang:
      return "hang";
    case Mode::accept_then_cut:
      return "accept_then_cut";
    case Mode::lose:
      return "lose";
  }
  return "";
}

std::optional<Mode> mode_named(std::string_view name) {
  const auto found = std::find_if(kModes.begin(), kModes.end(), [&](Mode mode) { return name_of(mode) == name; });
  return found == kModes.end() ? std::nullopt : std::optional(*found);
}

Answer Provider::handle(const Request& request) {
  const bool post = request.method == "POST";
  const bool get = request.method == "GET";
  if (!post && !get) return error(405, "GET or POST");
  if (request.target == "/sms") return post ? take_sms(request.body) : list();
  if (request.target == "/mode") return post ? set_mode(request.body) : say_mode(mode_);
  return error(404, "no such address");
}

Answer Provider::take_sms(std::string_view body) {
  if (mode_ == Mode::fail500) return error(500, "out of order");
  if (mode_ == Mode::hang) return {0, "", Manner::hang};
  const auto object = parse_object(body);
  if (!object) return error(400, "not a JSON object");
  const Sms sms{text_member(*object, "key"), text_member(*object, "phone"), text_member(*object, "text")};
  if (sms.key.empty() || sms.key.size() > kMaxKey) return error(400, "key: 1 to 128 characters");
  if (!is_phone(sms.phone)) return error(400, "phone: 3 to 20 digits");
  if (sms.text.empty() || sms.text.size() > kMaxText) return error(400, "text: 1 to 2000 bytes");

  const Acceptance accepted = log_.accept(sms, now_ms_(), mode_ == Mode::lose ? Fate::lost : Fate::delivered);
  json::object answer{{"id", accepted.id}};
  if (accepted.duplicate) {
    ++duplicates_;
    answer["duplicate"] = true;
  }
  return {200, json::serialize(answer), mode_ == Mode::accept_then_cut ? Manner::cut : Manner::answer};
}

Answer Provider::set_mode(std::string_view body) {
  const auto object = parse_object(body);
  const auto mode = object ? mode_named(text_member(*object, "mode")) : std::nullopt;
  if (!mode) return error(400, "mode: ok, fail500, hang, accept_then_cut or lose");
  mode_ = *mode;
  return say_mode(mode_);
}

Answer Provider::list() const {
  json::array rows;
  for (const auto& stored : log_.all())
    rows.push_back(json::object{{"id", stored.id},
                                {"key", stored.sms.key},
                                {"phone", stored.sms.phone},
                                {"text", stored.sms.text},
                                {"accepted_ms", stored.accepted_ms},
                                {"delivered", stored.fate == Fate::delivered}});
  return {200, json::serialize(json::object{{"sms", std::move(rows)}, {"duplicates", duplicates_}})};
}

}  // namespace liftguard::city
