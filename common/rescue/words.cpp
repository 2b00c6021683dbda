// Names for the wire, words for people. Chinese as in the manual (1.6, 2.5).
#include <algorithm>
#include <array>

#include "common/rescue/order.hpp"
#include "common/rescue/rules.hpp"

namespace liftguard::rescue {

namespace {

constexpr std::array kResults{ClosingResult::trapped,     ClosingResult::false_alarm, ClosingResult::commissioning,
                              ClosingResult::cleaning,    ClosingResult::maintenance, ClosingResult::repair,
                              ClosingResult::installation};

template <class Enum, std::size_t N>
std::optional<Enum> named(const std::array<Enum, N>& all, std::string_view name) {
  const auto found = std::ranges::find_if(all, [&](Enum value) { return name_of(value) == name; });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

std::string_view name_of(Step step) {
  switch (step) {
    case Step::received:
      return "received";
    case Step::dispatched:
      return "dispatched";
    case Step::accepted:
      return "accepted";
    case Step::arrived:
      return "arrived";
    case Step::rescued:
      return "rescued";
  }
  return "unknown";
}

std::string_view name_of(Tag tag) {
  switch (tag) {
    case Tag::normal:
      return "normal";
    case Tag::drill:
      return "drill";
    case Tag::test:
      return "test";
  }
  return "unknown";
}

std::string_view name_of(Source source) {
  switch (source) {
    case Source::monitor:
      return "monitor";
    case Source::public_report:
      return "public";
    case Source::desk:
      return "desk";
  }
  return "unknown";
}

std::string_view name_of(ClosingResult result) {
  switch (result) {
    case ClosingResult::trapped:
      return "trapped";
    case ClosingResult::false_alarm:
      return "false_alarm";
    case ClosingResult::commissioning:
      return "commissioning";
    case ClosingResult::cleaning:
      return "cleaning";
    case ClosingResult::maintenance:
      return "maintenance";
    case ClosingResult::repair:
      return "repair";
    case ClosingResult::installation:
      return "installation";
  }
  return "unknown";
}

std::string_view name_of(What what) {
  switch (what) {
    case What::opened:
      return "opened";
    case What::attached:
      return "attached";
    case What::new_cause:
      return "new_cause";
    case What::dispatched:
      return "dispatched";
    case What::stepped:
      return "stepped";
    case What::stepped_back:
      return "stepped_back";
    case What::limit_passed:
      return "limit_passed";
    case What::no_second_level:
      return "no_second_level";
    case What::recovered:
      return "recovered";
    case What::closed:
      return "closed";
    case What::reopened:
      return "reopened";
    case What::not_needed:
      return "not_needed";
    case What::episode_still_open:
      return "episode_still_open";
    case What::escalated:
      return "escalated";
    case What::desk_opened:
      return "desk_opened";
    case What::withdrawn:
      return "withdrawn";
    case What::passenger_answered:
      return "passenger_answered";
  }
  return "unknown";
}

std::string_view chinese(Step step) {
  switch (step) {
    case Step::received:
      return "接警";
    case Step::dispatched:
      return "派单";
    case Step::accepted:
      return "接单";
    case Step::arrived:
      return "到达";
    case Step::rescued:
      return "救出";
  }
  return "未知";
}

std::string_view chinese(ClosingResult result) {
  switch (result) {
    case ClosingResult::trapped:
      return "困人事件";
    case ClosingResult::false_alarm:
      return "误报事件";
    case ClosingResult::commissioning:
      return "调试事件";
    case ClosingResult::cleaning:
      return "清洁事件";
    case ClosingResult::maintenance:
      return "维保/检修触发";
    case ClosingResult::repair:
      return "修理触发";
    case ClosingResult::installation:
      return "安装触发";
  }
  return "未知";
}

std::optional<Step> step_named(std::string_view name) {
  return named(kSteps, name);
}
std::optional<ClosingResult> result_named(std::string_view name) {
  return named(kResults, name);
}

}  // namespace liftguard::rescue
