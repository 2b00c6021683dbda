// O10: every message that was received is accounted for. Pure; for one thread.
#pragma once

#include <cstdint>

namespace liftguard::gateway::watch {

// Counts since the start, and what is on its way at this moment. Read one after the other while they go on counting.
struct Flow {
  std::uint64_t received = 0;
  std::uint64_t ended = 0;    // stored, repeats, dead letters, presence, dropped
  std::uint64_t waiting = 0;  // in queues, and in the writer's hands
};

class Conservation {
 public:
  // How many messages are unaccounted for; 0 while that cannot be judged. In a running flow the counts cannot be read
  // at one instant, so a difference counts only when nothing has moved between two looks.
  [[nodiscard]] std::int64_t look(const Flow& flow);

 private:
  Flow last_;
};

}  // namespace liftguard::gateway::watch
