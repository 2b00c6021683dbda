#include "common/base/id.hpp"

#include <algorithm>
#include <charconv>

namespace liftguard {

namespace {

constexpr std::int64_t kEpochMs = 1'704'067'200'000;  // 2024-01-01T00:00:00Z
constexpr std::int64_t kSequences = 1 << 12;

}  // namespace

std::string id_text(std::int64_t value) {
  return std::to_string(value);
}

std::optional<std::int64_t> parse_id(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value <= 0 || text.front() == '0')
    return std::nullopt;
  return value;
}

IdMaker::IdMaker(const CivilClock& clock, std::uint16_t node) : clock_(clock), node_(node & 0x3FF) {}

std::int64_t IdMaker::next() {
  const std::scoped_lock lock(mutex_);
  const std::int64_t now = to_ms(clock_.utc_now()) - kEpochMs;
  if (now > last_ms_) {
    last_ms_ = now;
    sequence_ = 0;
  } else if (++sequence_ == kSequences) {
    ++last_ms_;  // borrow from the next millisecond rather than wait
    sequence_ = 0;
  }
  return (std::max<std::int64_t>(last_ms_, 1) << 22) | (node_ << 12) | sequence_;
}

}  // namespace liftguard
