// What a box can be told to do, in words for people.
#pragma once

#include <string>
#include <string_view>

#include "common/wire/command.hpp"

namespace liftguard::gateway::commands {

// By wire::errand_name, which is the English one; empty for a name that is none.
[[nodiscard]] std::string_view chinese(std::string_view errand);

// What exactly: "1234 B", "77/alarm/5", "20 s"; empty where the name says all.
[[nodiscard]] std::string particulars(const wire::Errand& errand);

}  // namespace liftguard::gateway::commands
