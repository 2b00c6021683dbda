// Small files that are there as they were or as they shall be, whatever happens in between. All is durable on return.
// All throw std::system_error where the disk does not take it; the file is then as it was.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace liftguard {

enum class Readers : std::uint8_t { owner = 0, everybody = 1 };  // modes 0600 and 0644

// Written beside it, synced, and renamed into place.
void replace_file(const std::filesystem::path& file, std::string_view text, Readers readers = Readers::owner);

// The same, but linked into place: false where something stands already, which then is not touched.
[[nodiscard]] bool create_file(const std::filesystem::path& file, std::string_view text, Readers readers);

// One that is not there is gone already.
void remove_file(const std::filesystem::path& file);

// Makes renames and new names in a folder durable.
void sync_folder(const std::filesystem::path& folder);

}  // namespace liftguard
