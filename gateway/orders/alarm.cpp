#include "gateway/orders/alarm.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/dispatch/seen.hpp"
#include "common/wire/topics.hpp"

namespace liftguard::gateway {

namespace {

std::string occupancy_name(wire::Occupancy occupancy) {
  switch (occupancy) {
    case wire::Occupancy::unknown:
      return "unknown";
    case wire::Occupancy::empty:
      return "empty";
    case wire::Occupancy::occupied:
      return "occupied";
  }
  return "unknown";
}

dispatch::Seen seen_of(const wire::EventBody& event) {
  dispatch::Seen seen;
  seen.kind = event.kind;
  for (const auto& reason : event.reasons) seen.reasons.push_back(reason.name);
  seen.floor = event.floor;
  seen.between = event.between;
  seen.position_m = event.position_m;
  seen.occupancy = occupancy_name(event.occupancy);
  seen.mains = event.mains;
  return seen;
}

// The end of this alarm's own episode, if the box knew it when it sent (RS-13).
std::optional<UtcTime> known_end(const wire::Envelope& envelope, std::uint64_t episode) {
  const auto mark = std::find_if(envelope.episodes.begin(), envelope.episodes.end(),
                                 [&](const wire::EpisodeMark& there) { return there.id == episode; });
  return episode == 0 || mark == envelope.episodes.end() ? std::nullopt : mark->ended;
}

Effect effect_of(const wire::Body& body) {
  const auto kind = wire::kind_of(body);
  const EventFacts* facts = kind ? find_event(*kind) : nullptr;
  return facts ? facts->effect : Effect::none;
}

}  // namespace

std::string facts_of(const wire::Body& body) {
  const auto* event = std::get_if<wire::EventBody>(&body);
  return event ? dispatch::to_json(seen_of(*event)) : "{}";
}

std::string source_key(const wire::Envelope& envelope) {
  return fmt::format("{}/{}/{}/{}", envelope.monitor, envelope.journal, wire::lane_name(envelope.lane), envelope.seq);
}

std::optional<dispatch::Alarm> alarm_of(const wire::Envelope& envelope, const AlarmContext& context) {
  if (effect_of(envelope.body) == Effect::none) return std::nullopt;
  dispatch::Alarm alarm;
  alarm.id = context.id;
  alarm.monitor = envelope.monitor;
  alarm.journal = envelope.journal;
  if (context.elevator) alarm.elevator = context.elevator;
  alarm.kind = *wire::kind_of(envelope.body);
  alarm.happened = context.happened;
  alarm.received = context.received;
  alarm.facts_json = facts_of(envelope.body);
  alarm.source_key = source_key(envelope);
  if (effect_of(envelope.body) == Effect::test) alarm.tag = rescue::Tag::test;
  if (const auto* event = std::get_if<wire::EventBody>(&envelope.body)) {
    alarm.episode = event->episode;
    alarm.known_ended = known_end(envelope, event->episode);
    if (event->inspection.value_or(false)) alarm.maintenance = dispatch::Maintenance::under_way;  // RS-11
  }
  return alarm;
}

bool concerns_people(const wire::Body& body) {
  switch (effect_of(body)) {
    case Effect::order:
    case Effect::ring:
    case Effect::fault_ring:
      return true;
    case Effect::none:
    case Effect::ends:
    case Effect::test:
    case Effect::fault:
    case Effect::monitor_fault:
      return false;
  }
  return false;
}

}  // namespace liftguard::gateway
