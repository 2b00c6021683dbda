#include "gateway/ingest/lane_cursor.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace liftguard::gateway {

namespace {

bool parse_number(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

std::optional<SeqRange> parse_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  SeqRange range;
  if (dash == std::string_view::npos || !parse_number(text.substr(0, dash), range.first) ||
      !parse_number(text.substr(dash + 1), range.last) || range.first > range.last)
    return std::nullopt;
  return range;
}

}  // namespace

std::optional<LaneCursor> LaneCursor::parse(std::uint64_t contiguous, std::string_view ranges) {
  LaneCursor cursor(contiguous);
  if (ranges.empty()) return cursor;
  for (;;) {
    const std::size_t comma = ranges.find(',');
    const auto range = parse_range(ranges.substr(0, comma));
    if (!range || range->first <= cursor.highest() + 1 || cursor.ranges_.size() == kMaxRanges) return std::nullopt;
    cursor.ranges_.push_back(*range);
    if (comma == std::string_view::npos) return cursor;
    ranges.remove_prefix(comma + 1);
  }
}

Placement LaneCursor::add(SeqRange range) {
  range.first = std::max(range.first, contiguous_ + 1);
  if (range.last < range.first) return Placement::known;
  if (range.last > highest() + kJumpWindow) return Placement::jump;

  // The stored ranges that overlap or touch the new one become one with it.
  const auto begin = std::find_if(ranges_.begin(), ranges_.end(),
                                  [&](const SeqRange& there) { return there.last + 1 >= range.first; });
  const auto end =
      std::find_if(begin, ranges_.end(), [&](const SeqRange& there) { return there.first > range.last + 1; });
  if (begin != end) {
    if (begin->first <= range.first && range.last <= begin->last) return Placement::known;
    range.first = std::min(range.first, begin->first);
    range.last = std::max(range.last, std::prev(end)->last);
  }
  const bool closes = range.first == contiguous_ + 1;
  if (begin == end && !closes && ranges_.size() == kMaxRanges) return Placement::no_room;

  const auto place = ranges_.erase(begin, end);
  if (closes)
    contiguous_ = range.last;
  else
    ranges_.insert(place, range);
  return Placement::placed;
}

bool LaneCursor::contains(std::uint64_t seq) const {
  if (seq <= contiguous_) return true;
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const SeqRange& range) { return range.first <= seq && seq <= range.last; });
}

std::uint64_t LaneCursor::missing() const {
  std::uint64_t there = contiguous_;
  for (const auto& range : ranges_) there += range.last - range.first + 1;
  return highest() - there;
}

std::string LaneCursor::ranges_text() const {
  std::string text;
  for (const auto& range : ranges_) {
    if (!text.empty()) text += ',';
    text += fmt::format("{}-{}", range.first, range.last);
  }
  return text;
}

}  // namespace liftguard::gateway
