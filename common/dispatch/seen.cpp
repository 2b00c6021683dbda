#include "common/dispatch/seen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace liftguard::dispatch {

namespace json = boost::json;

namespace {

struct ReasonWords {
  std::string_view reason, zh, en;
};

// DV-21. `outside_zone` is told by the position, `occupied` by its own word.
constexpr std::array kReasons{
    ReasonWords{"outside_zone", "轿厢停在门区外", "car stopped outside the door zone"},
    ReasonWords{"door_closed", "轿门关闭", "door closed"},
    ReasonWords{"door_not_opened", "到站后门未打开", "door did not open"},
    ReasonWords{"occupied", "有乘客", "people inside"},
    ReasonWords{"occupancy_unknown", "有无乘客不明", "people inside not ruled out"},
    ReasonWords{"button", "按下报警按钮", "alarm button pressed"},
    ReasonWords{"mains_lost", "已停电", "mains lost"},
};

std::string json_text(std::string_view text) {
  return json::serialize(json::string(text));
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::vector<std::string> texts_of(const json::object& object, std::string_view key) {
  std::vector<std::string> texts;
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_array()) return texts;
  for (const json::value& item : value->get_array())
    if (item.is_string()) texts.emplace_back(item.get_string());
  return texts;
}

std::string where(const Seen& seen, std::string_view between, std::string_view at) {
  if (seen.between)
    return fmt::format(fmt::runtime(between), fmt::arg("below", seen.between->first),
                       fmt::arg("above", seen.between->second));
  if (seen.floor) return fmt::format(fmt::runtime(at), fmt::arg("floor", *seen.floor));
  return {};
}

bool knows_place(const Seen& seen) {
  return seen.between || seen.floor;
}

template <class Word>
std::vector<std::string> reason_words(const Seen& seen, Word word) {
  std::vector<std::string> words;
  for (const std::string& reason : seen.reasons) {
    if (reason == "outside_zone" && knows_place(seen)) continue;
    const auto known = std::ranges::find(kReasons, reason, &ReasonWords::reason);
    words.emplace_back(known == kReasons.end() ? std::string_view(reason) : std::invoke(word, *known));
  }
  return words;
}

std::string describe(const Seen& seen, std::vector<std::string> words, std::string place, std::string_view no_mains,
                     std::string_view separator) {
  if (!place.empty()) words.insert(words.begin(), std::move(place));
  const bool told = std::ranges::find(seen.reasons, "mains_lost") != seen.reasons.end();
  if (seen.mains == false && !told) words.emplace_back(no_mains);
  if (!seen.remark.empty()) words.push_back(seen.remark);
  return fmt::format("{}", fmt::join(words, separator));
}

}  // namespace

std::string to_json(const Seen& seen) {
  std::vector<std::string> members;
  if (!seen.reasons.empty()) {
    std::vector<std::string> reasons;
    for (const std::string& reason : seen.reasons) reasons.push_back(json_text(reason));
    members.push_back(fmt::format(R"("reasons":[{}])", fmt::join(reasons, ",")));
  }
  if (seen.floor) members.push_back(R"("floor":)" + json_text(*seen.floor));
  if (seen.between)
    members.push_back(
        fmt::format(R"("between":[{},{}])", json_text(seen.between->first), json_text(seen.between->second)));
  if (seen.position_m) members.push_back(fmt::format(R"("position_m":{:.2f})", *seen.position_m));
  if (!seen.occupancy.empty()) members.push_back(R"("occupancy":)" + json_text(seen.occupancy));
  if (seen.mains) members.push_back(fmt::format(R"("mains":{})", *seen.mains));
  if (!seen.remark.empty()) members.push_back(R"("remark":)" + json_text(seen.remark));
  return fmt::format("{{{}}}", fmt::join(members, ","));
}

Seen parse_seen(EventKind kind, std::string_view facts_json) {
  Seen seen;
  seen.kind = kind;
  json::error_code error;
  const json::value value = json::parse(facts_json, error);
  if (error || !value.is_object()) return seen;
  const json::object& object = value.get_object();
  seen.reasons = texts_of(object, "reasons");
  if (std::string floor = text_of(object, "floor"); !floor.empty()) seen.floor = std::move(floor);
  if (const auto pair = texts_of(object, "between"); pair.size() == 2) seen.between = {pair[0], pair[1]};
  if (const json::value* position = object.if_contains("position_m"); position != nullptr && position->is_number())
    seen.position_m = position->to_number<double>(error);
  seen.occupancy = text_of(object, "occupancy");
  if (const json::value* mains = object.if_contains("mains"); mains != nullptr && mains->is_bool())
    seen.mains = mains->get_bool();
  seen.remark = text_of(object, "remark");
  return seen;
}

std::string describe_chinese(const Seen& seen) {
  return describe(seen, reason_words(seen, &ReasonWords::zh),
                  where(seen, "轿厢停在{below}楼与{above}楼之间", "轿厢停在{floor}楼"), "已停电", "，");
}

std::string describe_english(const Seen& seen) {
  return describe(seen, reason_words(seen, &ReasonWords::en),
                  where(seen, "car between floors {below} and {above}", "car at floor {floor}"), "mains lost", ", ");
}

}  // namespace liftguard::dispatch
