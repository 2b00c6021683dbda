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

constexpr std::array kModes{Mode::ok,       Mode::fail500, Mode::hang,          Mode::accept_then_cut, Mode::lose,
                            Mode::throttle, Mode::slow,    Mode::undeliverable, Mode::report_twice};
constexpr std::chrono::seconds kSlow{3};
constexpr unsigned kRetryAfterS = 5;
constexpr std::size_t kMostIds = 1'000;

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

Fate fate_in(Mode mode) {
  if (mode == Mode::lose) return Fate::lost;
  return mode == Mode::undeliverable ? Fate::undeliverable : Fate::delivered;
}

std::optional<Channel> channel_named(std::string_view name) {
  if (name == "sms") return Channel::sms;
  return name == "voice" ? std::optional(Channel::voice) : std::nullopt;
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
    case Mode::throttle:
      return "throttle";
    case Mode::slow:
      return "slow";
    case Mode::undeliverable:
      return "undeliverable";
    case Mode::report_twice:
      return "report_twice";
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
  if (request.target == "/sms") return post ? take(Channel::sms, request.body) : list();
  if (request.target == "/voice" && post) return take(Channel::voice, request.body);
  if (request.target == "/reports" && post) return report(request.body);
  if (request.target == "/mode") return post ? set_mode(request.body) : say_mode(sms_);
  return error(404, "no such address");
}

Answer Provider::take(Channel channel, std::string_view body) {
  const Mode mode = channel == Channel::sms ? sms_ : voice_;
  if (mode == Mode::fail500) return error(500, "out of order");
  if (mode == Mode::hang) return {0, "", Manner::hang};
  if (mode == Mode::throttle) {
    Answer wait = error(429, "too many");
    wait.retry_after_s = kRetryAfterS;
    return wait;
  }
  const auto object = parse_object(body);
  if (!object) return error(400, "not a JSON object");
  const Sms sms{text_member(*object, "key"), text_member(*object, "phone"), text_member(*object, "text"), channel};
  if (sms.key.empty() || sms.key.size() > kMaxKey) return error(400, "key: 1 to 128 characters");
  if (!is_phone(sms.phone)) return error(400, "phone: 3 to 20 digits");
  if (sms.text.empty() || sms.text.size() > kMaxText) return error(400, "text: 1 to 2000 bytes");

  const Acceptance accepted = log_.accept(sms, now_ms_(), fate_in(mode));
  json::object answer{{"id", accepted.id}};
  if (accepted.duplicate) {
    ++duplicates_;
    answer["duplicate"] = true;
  }
  Answer taken{200, json::serialize(answer), mode == Mode::accept_then_cut ? Manner::cut : Manner::answer};
  if (mode == Mode::slow) taken.after = kSlow;
  return taken;
}

Answer Provider::report(std::string_view body) const {
  const auto object = parse_object(body);
  const auto channel = object ? channel_named(text_member(*object, "channel")) : std::nullopt;
  if (!channel) return error(400, "channel: sms or voice");
  const json::value* ids = object->if_contains("ids");
  if (!ids || !ids->is_array() || ids->get_array().size() > kMostIds) return error(400, "ids: at most 1000");
  json::array reports;
  for (const json::value& id : ids->get_array()) {
    const StoredSms* stored = id.is_string() ? log_.find(*channel, std::string(id.get_string())) : nullptr;
    if (!stored) continue;
    const Mode mode = *channel == Channel::sms ? sms_ : voice_;
    const auto say = [&](const char* state, const char* reason) {
      reports.push_back(json::object{{"id", stored->id}, {"state", state}, {"reason", reason}});
    };
    if (stored->fate == Fate::delivered) say("delivered", "");
    if (stored->fate == Fate::delivered && mode == Mode::report_twice) {
      say("delivered", "");
      say("undelivered", "late");
    }
    if (stored->fate == Fate::undeliverable) say("undelivered", "no such number");
    if (stored->fate == Fate::lost) say("pending", "");
  }
  return {200, json::serialize(json::object{{"reports", std::move(reports)}})};
}

Answer Provider::set_mode(std::string_view body) {
  const auto object = parse_object(body);
  const auto mode = object ? mode_named(text_member(*object, "mode")) : std::nullopt;
  const std::string channel = object ? text_member(*object, "channel") : "";
  if (!mode)
    return error(400, "mode: ok, fail500, hang, accept_then_cut, lose, throttle, slow, undeliverable or report_twice");
  if (!channel.empty() && !channel_named(channel)) return error(400, "channel: sms or voice");
  if (channel != "voice") sms_ = *mode;
  if (channel != "sms") voice_ = *mode;
  return say_mode(*mode);
}

Answer Provider::list() const {
  json::array rows;
  for (const auto& stored : log_.all())
    rows.push_back(json::object{{"id", stored.id},
                                {"key", stored.sms.key},
                                {"phone", stored.sms.phone},
                                {"text", stored.sms.text},
                                {"channel", name_of(stored.sms.channel)},
                                {"accepted_ms", stored.accepted_ms},
                                {"delivered", stored.fate == Fate::delivered}});
  return {200, json::serialize(json::object{{"sms", std::move(rows)}, {"duplicates", duplicates_}})};
}

}  // namespace liftguard::city
