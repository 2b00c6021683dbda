// The open episodes and those lately ended: what travels with every alarm, so that a late one can be judged in whatever
// order things arrive (RS-13). Kept with the engine's state over a reboot.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "common/wire/up.hpp"

namespace liftguard::monitor {

class EpisodeBook {
 public:
  EpisodeBook() = default;
  explicit EpisodeBook(std::vector<wire::EpisodeMark> marks) : marks_(std::move(marks)) {}

  void take(const wire::Body& body);

  // The wall time has become known: what was entered in this run without it was entered that much too early (D5).
  void redate(Milliseconds by);

  [[nodiscard]] const std::vector<wire::EpisodeMark>& marks() const { return marks_; }  // oldest first
  [[nodiscard]] std::vector<wire::EpisodeMark> open() const;

 private:
  std::vector<wire::EpisodeMark> marks_;  // at most wire::kMaxEpisodeMarks; ended ones go first
  // Of marks whose beginning or end has a time that nobody knew. Not kept over a reboot: it could not be made good.
  std::set<std::uint64_t> begun_undated_, ended_undated_;
};

}  // namespace liftguard::monitor
