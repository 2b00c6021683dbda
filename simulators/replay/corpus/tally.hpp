// Found, missed and invented, over a corpus.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/trace/truth.hpp"

namespace liftguard::replay {

class Tally {
 public:
  void add(const trace::Comparison& comparison);

  [[nodiscard]] const trace::KindCount* kind(std::string_view name) const;  // null: neither expected nor found
  [[nodiscard]] const std::map<std::string, trace::KindCount, std::less<>>& kinds() const { return kinds_; }
  [[nodiscard]] trace::KindCount events() const;  // of all kinds but rides

 private:
  std::map<std::string, trace::KindCount, std::less<>> kinds_;
};

// The smallest of the values that at least `share` of them do not exceed; empty for none.
[[nodiscard]] std::optional<double> percentile(std::vector<double> values, double share);

// "1.23" s of milliseconds, "-" for none.
[[nodiscard]] std::string delay_text(const std::optional<double>& delay_ms);

}  // namespace liftguard::replay
