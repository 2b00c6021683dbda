// What the engine explains of itself, for a lift engineer to read, or as JSON.
#pragma once

#include <string>
#include <string_view>

#include "firmware/engine/explain/explanation.hpp"

namespace liftguard::replay {

[[nodiscard]] std::string explain_text(std::string_view trace, const engine::Explanation& explanation);
[[nodiscard]] std::string explain_json(const engine::Explanation& explanation);  // one line

}  // namespace liftguard::replay
