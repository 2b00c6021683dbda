// The maker's files: read with a limit, written once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include <sys/types.h>

#include "common/base/result.hpp"

namespace liftguard::update {

inline constexpr mode_t kOwnerOnly = 0600, kReadable = 0644;

// Refuses "unreadable" and "too_big".
[[nodiscard]] Result<std::vector<std::uint8_t>> read_file(const std::filesystem::path& path, std::uint64_t most_bytes);

// Durable when it returns. Refuses "exists" (nothing is ever overwritten) and "unwritable"; leaves no part of a file.
[[nodiscard]] Result<void> write_new_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes,
                                          mode_t mode);

}  // namespace liftguard::update
