// What the tool writes. A full disk, a closed pipe or a folder that is not there is a refusal, never silence.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace liftguard::replay {

// Standard output, all of it and at once. Refusal "no_output".
[[nodiscard]] Result<void> print(std::string_view text);

// The whole file. Refusal "no_output" with the file's name and the system's reason.
[[nodiscard]] Result<void> write_file(const std::string& path, std::string_view text);

}  // namespace liftguard::replay
