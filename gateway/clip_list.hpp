// The verb `clips`: which clips there are, and one of them as a file for `liftguard-replay`.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/storage/database.hpp"
#include "gateway/clips/clip_store.hpp"

namespace liftguard::gateway {

// One line: the event's name, when the clip was cut (UTC+8), its size, and how far it is.
[[nodiscard]] std::string describe(const Clip& clip);

// Copies the packed clip of an event ("<monitor>/<journal>/<lane>/<seq>") to a file. Refusals: "not_found" (no such
// clip), "not_whole" (pieces are missing, or damaged), "io".
[[nodiscard]] Result<Clip> export_clip(storage::Database& database, const std::filesystem::path& folder,
                                       std::string_view event, const std::filesystem::path& to);

}  // namespace liftguard::gateway
