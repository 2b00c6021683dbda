// The words of what the box says, for a recording studio, a speech program and a display.
#pragma once

#include <string_view>

#include "firmware/calm/script.hpp"

namespace liftguard::calm {

struct Words {
  std::string_view name;  // of the recording's file, without its ending
  std::string_view zh, en;
};

[[nodiscard]] const Words& words_of(Utterance utterance);

}  // namespace liftguard::calm
