// Fault row E2: what a verified buffer may still say (NaN, 2^64-1, year 2100, bad UTF-8) made harmless. A value out of
// its bounds is left out and its field's name noted. Private to common/wire.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/wire/buffer.hpp"

namespace liftguard::wire {

// Entries of any list of texts, enough for every sensor and function of a box.
inline constexpr std::size_t kMaxList = 32;

// 1970-01-01 (a clock that was never set, D3) up to 2100-01-01.
inline constexpr std::int64_t kLatestMs = 4'102'444'800'000;

struct Limits {
  double lowest, highest;
};
inline constexpr Limits kPositionM{-1000, 2000};  // the tallest shaft in use is below 700 m
inline constexpr Limits kSpeedMps{0, 50};         // the fastest lift runs 21 m/s
inline constexpr Limits kVolts{0, 1000};
inline constexpr Limits kCelsius{-100, 200};         // what a board may live through, and more
inline constexpr Limits kAnyFloat{-3.0e38, 3.0e38};  // finite

class Bounds {
 public:
  [[nodiscard]] std::string text(const flatbuffers::String* text, std::string_view field, std::size_t most = kMaxText);
  // Text of many lines: as it is, or empty where it is longer than `most` or not UTF-8 or holds other control
  // characters than tabs and line ends.
  [[nodiscard]] std::string lines(const flatbuffers::String* text, std::string_view field, std::size_t most);
  [[nodiscard]] std::vector<std::string> texts(
      const flatbuffers::Vector<flatbuffers::Offset<flatbuffers::String>>* list, std::string_view field);
  [[nodiscard]] std::optional<double> number(flatbuffers::Optional<float> value, Limits limits, std::string_view field);
  [[nodiscard]] std::optional<UtcTime> time(std::int64_t ms, std::string_view field);
  [[nodiscard]] std::optional<Milliseconds> duration(flatbuffers::Optional<std::int64_t> ms, std::string_view field);
  [[nodiscard]] std::uint64_t count(std::uint64_t value, std::string_view field);  // above kMaxNumber: 0
  [[nodiscard]] std::optional<std::uint64_t> count(flatbuffers::Optional<std::uint64_t> value, std::string_view field);
  [[nodiscard]] Stamp stamp(const fb::Stamp* stamp, std::string_view field);
  [[nodiscard]] std::vector<EpisodeMark> marks(const flatbuffers::Vector<flatbuffers::Offset<fb::EpisodeMark>>* marks,
                                               std::string_view field);

  [[nodiscard]] UpdateStatus update(const fb::Update& update);

  // `value` where it is one of the enum's first `values`, else the first.
  template <class Enum, class Wire>
  [[nodiscard]] Enum choice(Wire value, unsigned values, std::string_view field) {
    if (static_cast<unsigned>(value) < values) return static_cast<Enum>(value);
    note(field);
    return Enum{};
  }

  // Notes a list that is longer than `most`; how many of it may be read.
  [[nodiscard]] std::size_t length(std::size_t size, std::size_t most, std::string_view field);

  void note(std::string_view field);
  [[nodiscard]] std::vector<std::string> take() { return std::move(noted_); }

 private:
  std::vector<std::string> noted_;
};

// Nothing but UTF-8, tabs and line ends, and no more than `most` bytes.
[[nodiscard]] bool is_lines(std::string_view text, std::size_t most);

// decode_record that notes what it left out.
[[nodiscard]] Result<Body> decode_bounded(std::span<const std::uint8_t> record, Bounds& bounds);

template <class Value>
[[nodiscard]] std::optional<Value> optional_of(flatbuffers::Optional<Value> value) {
  return value ? std::optional<Value>{*value} : std::nullopt;
}

}  // namespace liftguard::wire
