// The ledger: what the simulated world is about to do to its passengers, on disk before any sensor can show it.
//
// One JSON object a line, appended and fsynced before the call returns:
//   {"ledger":"trapped","monitor":"LG-000001","episode":17,"t_ms":...,"wall_ms":...}
//   {"ledger":"freed","monitor":"LG-000001","episode":17,"t_ms":...,"wall_ms":...,"watched_ms":...}
// t_ms is the world's time (of the standstill; of the door's opening), watched_ms the longest stretch of simulated
// time, from the standstill on, during which a box was connected without a break.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "common/base/clock.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift {

class Ledger final : public Announcer {
 public:
  // Throws std::system_error when the file cannot be opened, and from the calls below when it cannot be written: then
  // the world must not go on.
  Ledger(const std::filesystem::path& path, std::string monitor, const CivilClock& clock);
  ~Ledger() override;
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  void trapped(std::int64_t standstill_ms) override;
  void freed(std::int64_t now_ms) override;

  // Once a tick: whether a box is connected and takes this tick's row.
  void note_watcher(std::int64_t now_ms, bool connected);

 private:
  void append(const std::string& line);

  int file_;
  std::string monitor_;
  const CivilClock& clock_;
  std::int64_t episode_ = 0;
  bool open_ = false;
  std::int64_t standstill_ms_ = 0;
  std::int64_t watched_since_ms_ = -1;  // -1: nobody watches
  std::int64_t longest_watch_ms_ = 0;
};

}  // namespace liftguard::lift
