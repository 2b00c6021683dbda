#include "common/wire/topics.hpp"

#include <array>
#include <cctype>

#include <fmt/format.h>

#include "common/base/checksum.hpp"

namespace liftguard::wire {
namespace {

constexpr std::string_view kPrefix = "lift/1/";

// Takes the text up to the next '/' off `rest`; the last level leaves `rest` empty.
std::string_view take_level(std::string_view& rest) {
  const auto slash = rest.find('/');
  const auto level = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  return level;
}

std::optional<Channel> channel_of(std::string_view levels) {
  constexpr std::array<std::pair<std::string_view, Channel>, 5> kChannels{{{"up/alarm", Channel::up_alarm},
                                                                           {"up/event", Channel::up_event},
                                                                           {"up/bulk", Channel::up_bulk},
                                                                           {"state", Channel::state},
                                                                           {"down", Channel::down}}};
  for (const auto& [text, channel] : kChannels)
    if (text == levels) return channel;
  return std::nullopt;
}

std::optional<std::uint8_t> parse_slot(std::string_view text) {
  for (unsigned slot = 0; slot < kSlots; ++slot)
    if (text == slot_text(static_cast<std::uint8_t>(slot))) return static_cast<std::uint8_t>(slot);
  return std::nullopt;
}

std::string monitor_topic(std::string_view monitor, std::string_view channel) {
  return fmt::format("{}{}/{}/{}", kPrefix, slot_text(slot_of(monitor)), monitor, channel);
}

}  // namespace

std::uint8_t slot_of(std::string_view monitor) {
  return static_cast<std::uint8_t>(crc16_ccitt_false(monitor) % kSlots);
}

std::string slot_text(std::uint8_t slot) {
  return fmt::format("{:02x}", slot);
}

std::string_view lane_name(Lane lane) {
  switch (lane) {
    case Lane::alarm:
      return "alarm";
    case Lane::event:
      return "event";
    case Lane::bulk:
      return "bulk";
    case Lane::gateway:
      break;  // never sent
  }
  return "gateway";
}

std::string up_topic(std::string_view monitor, Lane lane) {
  return monitor_topic(monitor, fmt::format("up/{}", lane_name(lane)));
}
std::string state_topic(std::string_view monitor) {
  return monitor_topic(monitor, "state");
}
std::string down_topic(std::string_view monitor) {
  return monitor_topic(monitor, "down");
}
std::string gateway_topic(std::uint8_t slot) {
  return fmt::format("{}{}/gateway", kPrefix, slot_text(slot));
}

std::string up_filter(std::uint8_t slot, Lane lane) {
  return fmt::format("{}{}/+/up/{}", kPrefix, slot_text(slot), lane_name(lane));
}
std::string state_filter(std::uint8_t slot) {
  return fmt::format("{}{}/+/state", kPrefix, slot_text(slot));
}

std::optional<Lane> lane_of(Channel channel) {
  switch (channel) {
    case Channel::up_alarm:
      return Lane::alarm;
    case Channel::up_event:
      return Lane::event;
    case Channel::up_bulk:
      return Lane::bulk;
    case Channel::state:
    case Channel::down:
    case Channel::gateway:
      break;
  }
  return std::nullopt;
}

std::optional<ParsedTopic> parse_topic(std::string_view topic) {
  if (!topic.starts_with(kPrefix)) return std::nullopt;
  auto rest = topic.substr(kPrefix.size());
  const auto slot = parse_slot(take_level(rest));
  if (!slot) return std::nullopt;
  if (rest == "gateway") return ParsedTopic{*slot, {}, Channel::gateway};
  const auto monitor = take_level(rest);
  if (!is_monitor_name(monitor) || slot_of(monitor) != *slot) return std::nullopt;
  const auto channel = channel_of(rest);
  if (!channel) return std::nullopt;
  return ParsedTopic{*slot, std::string(monitor), *channel};
}

}  // namespace liftguard::wire
