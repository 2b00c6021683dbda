// The ready file of a server (--ready-file): it appears, whole, at the moment from which the program serves.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace liftguard::observe {

// Writes {"pid":N,"port":N} beside `path` and renames it into place. Throws std::system_error.
void write_ready_file(const std::filesystem::path& path, std::optional<std::uint16_t> port = std::nullopt);

}  // namespace liftguard::observe
