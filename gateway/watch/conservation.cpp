#include "gateway/watch/conservation.hpp"

namespace liftguard::gateway::watch {

std::int64_t Conservation::look(const Flow& flow) {
  const bool still =
      flow.received == last_.received && flow.ended == last_.ended && flow.waiting == 0 && last_.waiting == 0;
  last_ = flow;
  if (!still) return 0;
  return static_cast<std::int64_t>(flow.received) - static_cast<std::int64_t>(flow.ended);
}

}  // namespace liftguard::gateway::watch
