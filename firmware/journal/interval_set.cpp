#include "firmware/journal/interval_set.hpp"

#include <algorithm>
#include <iterator>

namespace liftguard::journal {

void IntervalSet::add(std::uint64_t first, std::uint64_t last) {
  auto next = intervals_.upper_bound(first);
  if (next != intervals_.begin()) {
    const auto before = std::prev(next);
    if (before->second + 1 >= first) {
      first = before->first;
      last = std::max(last, before->second);
      next = intervals_.erase(before);
    }
  }
  while (next != intervals_.end() && next->first <= last + 1) {
    last = std::max(last, next->second);
    next = intervals_.erase(next);
  }
  intervals_.emplace(first, last);
}

bool IntervalSet::contains(std::uint64_t number) const {
  const auto next = intervals_.upper_bound(number);
  return next != intervals_.begin() && std::prev(next)->second >= number;
}

}  // namespace liftguard::journal
