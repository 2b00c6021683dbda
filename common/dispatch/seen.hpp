// What a box saw, in the form that is stored, shown and told: the facts of an alarm without its transport.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/event_kind.hpp"

namespace liftguard::dispatch {

struct Seen {
  EventKind kind = EventKind::trapped;
  std::vector<std::string> reasons{};  // DV-21: outside_zone, door_closed, door_not_opened, occupied, button, ...
  std::optional<std::string> floor{};  // label of the floor, in or near whose zone the car stands
  std::optional<std::pair<std::string, std::string>> between{};  // labels of the floors below and above
  std::optional<double> position_m{};
  std::string occupancy{};      // "occupied", "empty", "unknown"; empty: not said
  std::optional<bool> mains{};  // false: the power is off
  std::string remark{};         // what a member of the public wrote (RS-1)
};

// The stored form: a JSON object with the names above; members without a value are left out. Numbers keep two decimals.
[[nodiscard]] std::string to_json(const Seen& seen);

// Never throws: a member that is missing or not of its type stays empty, unknown members are ignored.
[[nodiscard]] Seen parse_seen(EventKind kind, std::string_view facts_json);

// 轿厢停在2楼与3楼之间，轿门关闭，有乘客，已停电
[[nodiscard]] std::string describe_chinese(const Seen& seen);
[[nodiscard]] std::string describe_english(const Seen& seen);

}  // namespace liftguard::dispatch
