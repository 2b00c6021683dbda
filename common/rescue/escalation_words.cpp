// Names of the chain's data in files and tables, and its words for people.
#include <algorithm>
#include <array>

#include "common/rescue/escalation.hpp"

namespace liftguard::rescue {

namespace {

constexpr std::array kWho{Who::next_desk, Who::rescuer, Who::manager, Who::second_unit, Who::rescue_office};
constexpr std::array kChannels{Channel::desk, Channel::sms, Channel::voice};
constexpr std::array kRunsFrom{RunsFrom::opening, RunsFrom::dispatch, RunsFrom::previous};
constexpr std::array kStopsWhen{StopsWhen::opened, StopsWhen::accepted, StopsWhen::arrived, StopsWhen::closed,
                                StopsWhen::delivered};

template <class Enum, std::size_t N>
std::optional<Enum> named(const std::array<Enum, N>& all, std::string_view name) {
  const auto found = std::ranges::find_if(all, [&](Enum value) { return name_of(value) == name; });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

std::string_view name_of(Who who) {
  switch (who) {
    case Who::next_desk:
      return "next_desk";
    case Who::rescuer:
      return "rescuer";
    case Who::manager:
      return "manager";
    case Who::second_unit:
      return "second_unit";
    case Who::rescue_office:
      return "rescue_office";
  }
  return "unknown";
}

std::string_view name_of(Channel channel) {
  switch (channel) {
    case Channel::desk:
      return "desk";
    case Channel::sms:
      return "sms";
    case Channel::voice:
      return "voice";
  }
  return "unknown";
}

std::string_view name_of(RunsFrom runs_from) {
  switch (runs_from) {
    case RunsFrom::opening:
      return "opening";
    case RunsFrom::dispatch:
      return "dispatch";
    case RunsFrom::previous:
      return "previous";
  }
  return "unknown";
}

std::string_view name_of(StopsWhen stops_when) {
  switch (stops_when) {
    case StopsWhen::opened:
      return "opened";
    case StopsWhen::accepted:
      return "accepted";
    case StopsWhen::arrived:
      return "arrived";
    case StopsWhen::closed:
      return "closed";
    case StopsWhen::delivered:
      return "delivered";
  }
  return "unknown";
}

std::string_view chinese(Who who) {
  switch (who) {
    case Who::next_desk:
      return "下一坐席";
    case Who::rescuer:
      return "维保单位救援人员";
    case Who::manager:
      return "维保单位负责人";
    case Who::second_unit:
      return "二级救援单位";
    case Who::rescue_office:
      return "特检院救援办";
  }
  return "";
}

std::string_view chinese(Channel channel) {
  switch (channel) {
    case Channel::desk:
      return "坐席提示";
    case Channel::sms:
      return "短信";
    case Channel::voice:
      return "语音电话";
  }
  return "";
}

std::optional<Who> who_named(std::string_view name) {
  return named(kWho, name);
}
std::optional<Channel> channel_named(std::string_view name) {
  return named(kChannels, name);
}
std::optional<RunsFrom> runs_from_named(std::string_view name) {
  return named(kRunsFrom, name);
}
std::optional<StopsWhen> stops_when_named(std::string_view name) {
  return named(kStopsWhen, name);
}

}  // namespace liftguard::rescue
