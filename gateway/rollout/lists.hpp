// Images and roll-outs as people read them: Chinese first, times in UTC+8.
#pragma once

#include <string>

#include "common/base/clock.hpp"
#include "gateway/rollout/store.hpp"

namespace liftguard::gateway {

[[nodiscard]] std::string describe(const Image& image);  // two lines

// The state, the boxes of the stage, and those boxes that failed or cannot take it, at most `limit` of each.
[[nodiscard]] std::string describe(storage::Session& session, const Rollout& rollout, UtcTime now, int limit);

}  // namespace liftguard::gateway
