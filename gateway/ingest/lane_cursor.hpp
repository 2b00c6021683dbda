// What of one lane of one journal is in the database: a contiguous mark, and a bounded set of ranges beyond it.
//
// The cursor says what may be confirmed to the box, and nothing else. Whether a message is a repeat is decided by the
// stored records themselves (store.hpp), so that no reordering, no restarted numbering and no forged number can make a
// true alarm look like one (fault rows A8, C5, E4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace liftguard::gateway {

// Inclusive; first <= last.
struct SeqRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  bool operator==(const SeqRange&) const = default;
};

enum class Placement : std::uint8_t {
  placed = 1,   // will be confirmed from now on
  known = 2,    // was confirmed before
  jump = 3,     // beyond the window: stored, but not confirmed (E4)
  no_room = 4,  // too many gaps: confirmed after earlier ones have closed; the box sends it again until then
};

class LaneCursor {
 public:
  // Enough for every reordering that resends make; a confirmation carries up to 256 (wire::kMaxRanges).
  static constexpr std::size_t kMaxRanges = 128;

  // More than a box numbers in ten years of 200 rides a day, so that no honest box ever jumps, also when the database
  // is new and the box is not.
  static constexpr std::uint64_t kJumpWindow = 1'000'000;

  LaneCursor() = default;
  explicit LaneCursor(std::uint64_t contiguous) : contiguous_(contiguous) {}

  // What to_text gave. None for anything else.
  [[nodiscard]] static std::optional<LaneCursor> parse(std::uint64_t contiguous, std::string_view ranges);

  // The record `seq` has been stored, or the box has said that [first, last] will never come. Numbers start at 1.
  Placement add(std::uint64_t seq) { return add(SeqRange{seq, seq}); }
  Placement add(SeqRange range);

  [[nodiscard]] bool contains(std::uint64_t seq) const;
  [[nodiscard]] std::uint64_t contiguous() const { return contiguous_; }         // 1 .. contiguous are there
  [[nodiscard]] const std::vector<SeqRange>& ranges() const { return ranges_; }  // rising, apart, beyond the mark
  [[nodiscard]] std::uint64_t highest() const { return ranges_.empty() ? contiguous_ : ranges_.back().last; }
  [[nodiscard]] std::uint64_t missing() const;    // numbers before the highest that are not there
  [[nodiscard]] std::string ranges_text() const;  // "5-7,9-9"

  bool operator==(const LaneCursor&) const = default;

 private:
  std::uint64_t contiguous_ = 0;
  std::vector<SeqRange> ranges_;
};

}  // namespace liftguard::gateway
