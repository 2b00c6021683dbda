// A set of numbers as disjoint closed intervals: what a gateway has confirmed of one lane.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

namespace liftguard::journal {

class IntervalSet {
 public:
  void add(std::uint64_t first, std::uint64_t last);  // first <= last; joins what touches
  [[nodiscard]] bool contains(std::uint64_t number) const;
  [[nodiscard]] const std::map<std::uint64_t, std::uint64_t>& intervals() const { return intervals_; }  // first -> last
  [[nodiscard]] bool empty() const { return intervals_.empty(); }
  void clear() { intervals_.clear(); }

 private:
  std::map<std::uint64_t, std::uint64_t> intervals_;
};

}  // namespace liftguard::journal
