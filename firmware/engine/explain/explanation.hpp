// What the rules hold true at one instant, for an engineer who asks why an event came or did not come.
//
// Every rule's class has an explain(), written beside no second copy of the rule: it calls the predicates that decide.
// A box neither needs nor links it; step() pays nothing for it. Times are the engine's own (input_clock.hpp).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "firmware/engine/event.hpp"
#include "firmware/engine/floors/locator.hpp"
#include "firmware/engine/scene.hpp"

namespace liftguard::engine {

// One part of a rule's condition.
struct Operand {
  std::string_view zh, en;
  bool holds = false;
  bool one_of = false;                // of those marked so, one is enough
  std::optional<float> value, limit;  // what was measured, against what; in the unit that the words give
};

// One line of a rule: a condition, and the timer that runs while it holds. A condition holds where all its operands do
// (and one of those marked one_of, if any are).
struct RuleView {
  static constexpr std::size_t kMostOperands = 8;

  std::uint8_t rule = 0;  // the 6 of DV-6
  std::string_view zh, en;
  std::optional<EventKind> event;  // what the timer makes; empty: a change of state alone
  bool holds = false;              // as the rule itself decides
  bool reported = false;           // and not again before it has ended
  std::optional<Time> since;       // since when it counts
  std::optional<Time> due;         // when it fires if everything stays as it is; empty: no timer runs
  std::array<Operand, kMostOperands> operand_list{};
  std::size_t operand_count = 0;

  [[nodiscard]] std::span<const Operand> operands() const { return {operand_list.data(), operand_count}; }

  // Builders. A ninth operand is dropped.
  RuleView& needs(std::string_view words_zh, std::string_view words_en, bool is_so) {
    return take({words_zh, words_en, is_so, false, {}, {}});
  }
  RuleView& needs(std::string_view words_zh, std::string_view words_en, bool is_so, float value, float limit) {
    return take({words_zh, words_en, is_so, false, value, limit});
  }
  RuleView& one_of(std::string_view words_zh, std::string_view words_en, bool is_so) {
    return take({words_zh, words_en, is_so, true, {}, {}});
  }
  RuleView& one_of(std::string_view words_zh, std::string_view words_en, bool is_so, float value, float limit) {
    return take({words_zh, words_en, is_so, true, value, limit});
  }
  // The condition counts since then (empty: it does not hold), and fires after `dwell` if it has not been reported.
  RuleView& lasts(const std::optional<Time>& from, Duration dwell, bool has_reported) {
    holds = from.has_value();
    since = from;
    reported = has_reported;
    due.reset();
    if (from && !has_reported) due = *from + dwell;
    return *this;
  }

 private:
  RuleView& take(const Operand& operand) {
    if (operand_count < kMostOperands) operand_list[operand_count++] = operand;
    return *this;
  }
};

class Explanation {
 public:
  static constexpr std::size_t kMostRules = 40;

  Time at{};    // of the last input
  Scene scene;  // as of the last look, at most 50 ms earlier
  Occupancy occupancy = Occupancy::unknown;
  Place place;

  // The last slot is given again and again rather than one beyond the end.
  RuleView& add(std::uint8_t rule, std::string_view zh, std::string_view en, std::optional<EventKind> event = {}) {
    if (count_ < kMostRules) ++count_;
    auto& view = list_[count_ - 1];
    view = RuleView{};
    view.rule = rule;
    view.zh = zh;
    view.en = en;
    view.event = event;
    return view;
  }
  [[nodiscard]] std::span<const RuleView> rules() const { return {list_.data(), count_}; }

  // Whose timer fires first if everything stays as it is; null: no timer runs.
  [[nodiscard]] const RuleView* next() const {
    const RuleView* first = nullptr;
    for (const auto& view : rules())
      if (view.due && (first == nullptr || *view.due < *first->due)) first = &view;
    return first;
  }

 private:
  std::array<RuleView, kMostRules> list_{};
  std::size_t count_ = 0;
};

}  // namespace liftguard::engine
