// Certificates and keys on disk: whole or not there, and never over one that exists.
#pragma once

#include <filesystem>
#include <string>

#include "common/base/result.hpp"

namespace liftguard::identity {

enum class Secrecy { open = 0, secret = 1 };  // modes 0644 and 0600

// Written, synced and linked into place; refused with "exists" if `path` is already there. Throws std::system_error on
// a disk that does not take it.
[[nodiscard]] Result<void> write_new(const std::filesystem::path& path, const std::string& text, Secrecy secrecy);

// The same text again is fine (a folder that collects the files of many boxes has one copy of the broker's CA); another
// text is refused with "exists".
[[nodiscard]] Result<void> write_same(const std::filesystem::path& path, const std::string& text);

[[nodiscard]] Result<std::string> read_text(const std::filesystem::path& path);

}  // namespace liftguard::identity
