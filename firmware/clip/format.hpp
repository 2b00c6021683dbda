// The bytes of a clip, little-endian:
//   header     magic, version, the time of the first state, the event, the site, the parameters that are not the
//   default segments   each: when its state was taken, the grids of its numbers, how many inputs; the state; the inputs
//   CRC-32C    of all that stands before
// Both directions walk the same fields. Times are microseconds since the first state, which alone is the box's own
// time.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "firmware/clip/input_codec.hpp"
#include "firmware/engine/event.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/site.hpp"

namespace liftguard::clip {

inline constexpr std::uint32_t kMagic = 0x4C43474C;  // "LGCL"
inline constexpr std::uint16_t kVersion = 1;
inline constexpr std::size_t kMostSegments = 64;

// trapped, stopped_outside_zone, overspeed, horseplay (DV-20).
[[nodiscard]] bool carries_clip(EventKind kind);

// Of a clip that somebody asked for: cut for no event, `at` its end.
inline constexpr EventKind kAskedFor{};

// What the clip was cut for.
struct ClipEvent {
  EventKind kind = EventKind::trapped;
  std::uint8_t rule = 0;      // the 6 of DV-6
  std::uint32_t episode = 0;  // 0: none
  engine::Time at{};

  bool operator==(const ClipEvent&) const = default;
};

// Parameters that are not the default.
struct Changes {
  std::uint8_t count = 0;
  std::array<engine::ParameterValue, engine::kParameterFacts.size()> list{};
};
[[nodiscard]] Changes changes_of(const engine::Parameters& parameters);
[[nodiscard]] engine::Parameters parameters_of(const Changes& changes);

struct Header {
  std::uint32_t magic = kMagic;
  std::uint16_t version = kVersion;
  engine::Time first_state{};
  ClipEvent event;
  engine::Site site;
  Changes changes;
  std::uint16_t segments = 0;
};

struct SegmentHead {
  engine::Time state_at{};
  Grids grids{};
  std::uint32_t inputs = 0;
  std::uint16_t state_bytes = 0;
  std::uint32_t input_bytes = 0;
};

// A Walker has number(unsigned&), real(float&) and refuse(); a reader's may give anything that the type can hold.
template <class Walker>
void walk_time(Walker& walker, engine::Time& time, engine::Time zero) {
  auto us = static_cast<std::uint64_t>((time - zero).count());
  walker.number(us);
  constexpr auto kMost = std::int64_t{1} << 50;  // 35 years: no sum of two overflows
  const auto since = static_cast<std::int64_t>(us);
  if (since > kMost || since < -kMost) return walker.refuse();
  time = zero + engine::Duration{since};
}

template <class Walker, class Enum>
void walk_enum(Walker& walker, Enum& value) {
  auto number = static_cast<std::uint8_t>(value);
  walker.number(number);
  value = static_cast<Enum>(number);
}

template <class Walker>
void walk(Walker& walker, engine::Label& label) {
  walker.number(label.size);
  if (label.size > engine::Label::kMaxBytes) {
    label = {};
    return walker.refuse();
  }
  for (std::size_t i = 0; i < label.size; ++i) {
    auto byte = static_cast<std::uint8_t>(label.bytes[i]);
    walker.number(byte);
    label.bytes[i] = static_cast<char>(byte);
  }
}

template <class Walker>
void walk(Walker& walker, engine::Site& site) {
  walker.number(site.floor_count);
  if (site.floor_count > engine::Site::kMaxFloors) {
    site.floor_count = 0;
    return walker.refuse();
  }
  for (std::size_t i = 0; i < site.floor_count; ++i) {
    walk(walker, site.floors[i].label);
    walker.real(site.floors[i].height_m);
    if (i > 0 && !(site.floors[i].height_m > site.floors[i - 1].height_m)) walker.refuse();
  }
  walk(walker, site.start_floor);
  walker.real(site.rated_speed_mps);
  auto sensors = site.sensors.bits();
  walker.number(sensors);
  site.sensors = {};
  for (std::size_t i = 0; i < engine::kSensors; ++i)
    if ((static_cast<unsigned>(sensors) >> i & 1U) != 0) site.sensors.add(static_cast<engine::Sensor>(i));
  std::uint8_t gravity_known = site.gravity_known ? 1 : 0;
  walker.number(gravity_known);
  site.gravity_known = gravity_known == 1;
}

template <class Walker>
void walk(Walker& walker, Changes& changes) {
  walker.number(changes.count);
  if (changes.count > changes.list.size()) {
    changes.count = 0;
    return walker.refuse();
  }
  for (std::size_t i = 0; i < changes.count; ++i) {
    auto& change = changes.list[i];
    walk_enum(walker, change.id);
    walker.real(change.value);
    const bool known = static_cast<std::size_t>(change.id) < engine::kParameterFacts.size();
    if (!known || !engine::in_range(engine::facts_of(change.id), change.value)) return walker.refuse();
  }
}

template <class Walker>
void walk(Walker& walker, Header& header) {
  walker.number(header.magic);
  walker.number(header.version);
  if (header.magic != kMagic || header.version != kVersion) return walker.refuse();
  walk_time(walker, header.first_state, {});
  walk_enum(walker, header.event.kind);
  walker.number(header.event.rule);
  walker.number(header.event.episode);
  walk_time(walker, header.event.at, header.first_state);
  walk(walker, header.site);
  walk(walker, header.changes);
  walker.number(header.segments);
  if (header.segments == 0 || header.segments > kMostSegments) walker.refuse();
}

template <class Walker>
void walk(Walker& walker, SegmentHead& head, engine::Time first_state) {
  walk_time(walker, head.state_at, first_state);
  for (auto& grid : head.grids) {
    walk_enum(walker, grid.kind);
    walker.real(grid.factor);
    if (!is_usable(grid)) walker.refuse();
  }
  walker.number(head.inputs);
  walker.number(head.state_bytes);
  walker.number(head.input_bytes);
}

}  // namespace liftguard::clip
