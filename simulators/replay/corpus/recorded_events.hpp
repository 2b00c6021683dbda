// Events as a replay has printed them: JSON lines back to what a truth is compared with.
#pragma once

#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/trace/truth.hpp"

namespace liftguard::replay {

// Lines of judgement ("missing", "extra") are passed over. Refusal "bad_lines" with file, line and column.
[[nodiscard]] Result<std::vector<trace::Found>> parse_events(std::string_view file, std::string_view lines);

}  // namespace liftguard::replay
