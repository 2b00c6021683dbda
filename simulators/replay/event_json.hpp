// An event as one line of JSON, the same bytes on every host.
#pragma once

#include <string>
#include <string_view>

#include "firmware/engine/event.hpp"

namespace liftguard::replay {

void append_json(std::string& out, const engine::Event& event);                    // with '\n'
[[nodiscard]] std::string note_json(std::string_view key, std::string_view text);  // {"missing": "..."}, with '\n'

}  // namespace liftguard::replay
