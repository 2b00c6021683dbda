// The kernel's small text files. What stands in them is not trusted: at most 4 KiB are read, nothing blocks, and a
// number is a number to its last character.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace liftguard::port::sysfs {

// All refusals: "sysfs", with the path and the reason.

// The text without white space at its ends.
[[nodiscard]] Result<std::string> read_text(const std::filesystem::path& file);

// Decimal and finite, as the kernel writes them: "0.009806", "-12", "1.5e-3".
[[nodiscard]] Result<double> read_number(const std::filesystem::path& file);

[[nodiscard]] Result<void> write_text(const std::filesystem::path& file, std::string_view text);

// Files and folders whose names begin so, in the order of their names; none where the parent cannot be read.
[[nodiscard]] std::vector<std::filesystem::path> entries(const std::filesystem::path& parent, std::string_view prefix);

}  // namespace liftguard::port::sysfs
