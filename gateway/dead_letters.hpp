// The verb `dead-letters`: what was set aside, for an operator to read.
#pragma once

#include <string>

#include "gateway/ingest/store.hpp"

namespace liftguard::gateway {

// One letter as two lines: when (UTC+8), how often, topic, monitor, size; and why, in Chinese and English.
[[nodiscard]] std::string describe(const StoredDeadLetter& letter);

}  // namespace liftguard::gateway
