// What the desk hears of boxes that fell silent: of few one by one, of many in one line (fault row C12). When most of
// the many are back, those that are not are told of one by one. Pure. For one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"

namespace liftguard::gateway {

// What is to be told now.
struct SilenceTidings {
  struct Silent {
    std::string monitor;
    UtcTime since;
  };
  struct Many {
    std::size_t boxes = 0;
    UtcTime since;  // of the first
    Silent last;    // and how many there are: by which these are known again, and no others taken for them
  };
  std::vector<Silent> one_by_one;
  std::optional<Many> many;
  std::vector<std::string> back;  // were told of one by one

  [[nodiscard]] bool empty() const { return one_by_one.empty() && !many && back.empty(); }
};

class SilenceNews {
 public:
  static constexpr std::size_t kToldOneByOne = 5;

  // Boxes that lose the same network at once fall silent within a heartbeat's period, 50 s at the most: so long is
  // waited for the others.
  static constexpr Milliseconds kTogether = std::chrono::minutes{1};

  // Who follows the many within this time may belong to them, and is told of only after it; at once where those who
  // follow are more than a tenth of the many, for then it is another outage, or a growing one.
  static constexpr Milliseconds kManyLast = std::chrono::minutes{10};
  static constexpr std::size_t kFewAgainstMany = 10;

  void silent(const std::string& monitor, UtcTime since) { wait(monitor, {since, since}); }
  void heard(std::string_view monitor, UtcTime now);

  // Of a start: whoever has been silent for long was told of by the process before.
  void was_silent(const std::string& monitor, UtcTime since, UtcTime now);

  // These are told of no more: they hang in no lift, or are another gateway's.
  void pass_over(const std::function<bool(std::string_view monitor)>& unwanted, UtcTime now);

  // At most `limit` of those that are back. What is given out is given out again until `told` says that it is durable.
  [[nodiscard]] bool is_due(UtcTime now) const;
  [[nodiscard]] SilenceTidings next(UtcTime now, std::size_t limit) const;
  void told(const SilenceTidings& tidings, UtcTime now);

 private:
  struct Untold {
    UtcTime since;
    UtcTime waits_from;  // for others
  };

  void wait(const std::string& monitor, const Untold& untold);
  void wait_no_more(std::string_view monitor);
  void look_who_is_left(UtcTime now);
  [[nodiscard]] bool follow_many(UtcTime now) const;
  [[nodiscard]] bool untold_are_due(UtcTime now) const;

  std::map<std::string, Untold, std::less<>> untold_;  // silent
  std::multiset<UtcTime> waits_from_;                  // of them; is_due is asked all the time, of a whole fleet too
  std::map<std::string, UtcTime, std::less<>> many_;   // silent, told of together
  std::set<std::string, std::less<>> one_by_one_;      // silent, told of
  std::set<std::string, std::less<>> back_;            // told of one by one, and heard since
  std::optional<UtcTime> many_told_;                   // none: nobody can follow them
};

}  // namespace liftguard::gateway
