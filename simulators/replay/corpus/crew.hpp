// Work on many things at once, with its progress told on standard error.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace liftguard::replay {

struct CrewOptions {
  std::size_t jobs = 0;        // threads; 0: as many as there are cores
  std::string_view what = "";  // told before the progress
};

// Calls `work(0)` to `work(count - 1)`, each once, in any order, from several threads; returns when all are done. On a
// terminal a bar is drawn, elsewhere every tenth of the way is a line. The first exception ends it and is thrown again.
void work_through(std::size_t count, const CrewOptions& options, const std::function<void(std::size_t)>& work);

}  // namespace liftguard::replay
