// How the program that ran last came to its end, from the file that it keeps while it runs.
#pragma once

#include <filesystem>
#include <string>

#include "firmware/update/boot.hpp"

namespace liftguard::update {

// `marker`: holds the host's boot id as its first line, and is removed by an orderly end. Missing or unreadable:
// orderly (a program that did not come so far is caught by the starts that a trial has). `host_boot`: the host's boot
// id now.
[[nodiscard]] LastEnd last_end_of(const std::filesystem::path& marker, const std::string& host_boot);

}  // namespace liftguard::update
