// Small files that are there as they were or as they shall be, whatever happens in between.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace liftguard::monitor {

// Written beside it, synced, renamed into place, and durable on return. Mode 0600. Throws std::system_error; the file
// is then as it was.
void replace_file(const std::filesystem::path& file, std::string_view text);

// Durable on return; one that is not there is gone already. Throws std::system_error.
void remove_file(const std::filesystem::path& file);

}  // namespace liftguard::monitor
