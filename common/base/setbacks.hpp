// Attempts at what is out of reach for a while, such as a database that refuses connections: how long to wait before
// the next one, and whether it is news. For one thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"

namespace liftguard {

class Setbacks {
 public:
  explicit Setbacks(Milliseconds longest = std::chrono::seconds{1}) : longest_(longest) {}

  struct Next {
    Milliseconds wait{};
    bool worth_telling = false;  // another reason than the last time, or a minute without a word

    bool operator==(const Next&) const = default;
  };

  // 100 ms after the first one in a row, doubled each time up to the longest.
  [[nodiscard]] Next again(SteadyTime now, std::string_view why);

  void over() { row_ = 0; }  // it has been reached

 private:
  Milliseconds longest_;
  int row_ = 0;
  std::string why_;
  std::optional<SteadyTime> told_;
};

}  // namespace liftguard
