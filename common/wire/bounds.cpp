#include "common/wire/bounds.hpp"

#include <algorithm>
#include <cmath>

namespace liftguard::wire {

bool is_lines(std::string_view text, std::size_t most) {
  const auto is_forbidden = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
  };
  return text.size() <= most && is_utf8(text) && std::none_of(text.begin(), text.end(), is_forbidden);
}

void Bounds::note(std::string_view field) {
  if (std::find(noted_.begin(), noted_.end(), field) == noted_.end()) noted_.emplace_back(field);
}

std::size_t Bounds::length(std::size_t size, std::size_t most, std::string_view field) {
  if (size > most) note(field);
  return std::min(size, most);
}

std::string Bounds::text(const flatbuffers::String* text, std::string_view field, std::size_t most) {
  const auto raw = view(text);
  auto clean = printable(raw, most);
  if (clean != raw) note(field);
  return clean;
}

std::string Bounds::lines(const flatbuffers::String* text, std::string_view field, std::size_t most) {
  const auto raw = view(text);
  if (is_lines(raw, most)) return std::string(raw);
  note(field);
  return {};
}

std::vector<std::string> Bounds::texts(const flatbuffers::Vector<flatbuffers::Offset<flatbuffers::String>>* list,
                                       std::string_view field) {
  std::vector<std::string> out;
  if (list == nullptr) return out;
  const auto count = static_cast<flatbuffers::uoffset_t>(length(list->size(), kMaxList, field));
  for (flatbuffers::uoffset_t i = 0; i < count; ++i) out.push_back(text(list->Get(i), field));
  return out;
}

std::optional<double> Bounds::number(flatbuffers::Optional<float> value, Limits limits, std::string_view field) {
  if (!value) return std::nullopt;
  const double number = static_cast<double>(*value);
  if (number >= limits.lowest && number <= limits.highest) return number;  // false for NaN
  note(field);
  return std::nullopt;
}

std::optional<UtcTime> Bounds::time(std::int64_t ms, std::string_view field) {
  if (ms >= 0 && ms < kLatestMs) return utc_from_ms(ms);
  note(field);
  return std::nullopt;
}

std::optional<Milliseconds> Bounds::duration(flatbuffers::Optional<std::int64_t> ms, std::string_view field) {
  if (!ms) return std::nullopt;
  if (*ms >= 0 && *ms < kLatestMs) return Milliseconds{*ms};
  note(field);
  return std::nullopt;
}

std::uint64_t Bounds::count(std::uint64_t value, std::string_view field) {
  if (value <= kMaxNumber) return value;
  note(field);
  return 0;
}

std::optional<std::uint64_t> Bounds::count(flatbuffers::Optional<std::uint64_t> value, std::string_view field) {
  if (!value) return std::nullopt;
  if (*value <= kMaxNumber) return *value;
  note(field);
  return std::nullopt;
}

UpdateStatus Bounds::update(const fb::Update& update) {
  UpdateStatus out;
  out.phase = choice<UpdatePhase>(update.phase(), 5, "update");
  out.reason = update.reason();
  out.running = count(update.running(), "update");
  out.version = count(update.version(), "update");
  out.total = count(update.total(), "update");
  out.next_offset = count(update.next_offset(), "update");
  out.board = text(update.board(), "update");
  return out;
}

Stamp Bounds::stamp(const fb::Stamp* stamp, std::string_view field) {
  if (stamp == nullptr) {
    note(field);
    return {};
  }
  Stamp out;
  if (const auto wall = time(stamp->wall_ms(), field)) {
    out.wall = *wall;
    out.quality = choice<TimeQuality>(stamp->quality(), 3, field);
  }
  out.uptime_us = stamp->uptime_us();
  if (out.uptime_us < 0) {
    out.uptime_us = 0;
    note(field);
  }
  out.boot = count(stamp->boot(), field);
  return out;
}

std::vector<EpisodeMark> Bounds::marks(const flatbuffers::Vector<flatbuffers::Offset<fb::EpisodeMark>>* marks,
                                       std::string_view field) {
  std::vector<EpisodeMark> out;
  if (marks == nullptr) return out;
  const auto size = static_cast<flatbuffers::uoffset_t>(length(marks->size(), kMaxEpisodeMarks, field));
  for (flatbuffers::uoffset_t i = 0; i < size; ++i) {
    const auto* mark = marks->Get(i);
    EpisodeMark one;
    one.id = count(mark->id(), field);
    one.kind = static_cast<EventKind>(mark->kind());
    const auto began = time(mark->began_ms(), field);
    if (one.id == 0 || !began) continue;  // an episode without number or beginning says nothing
    one.began = *began;
    if (const auto ended = mark->ended_ms()) one.ended = time(*ended, field);
    if (mark->ended_ms() && !one.ended) continue;  // it did end: to call it open would be a lie
    out.push_back(one);
  }
  return out;
}

}  // namespace liftguard::wire
