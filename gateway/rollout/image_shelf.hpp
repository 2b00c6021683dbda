// The maker's images, taken into the gateway: checked, kept as files beside the database, told in a row.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/storage/database.hpp"
#include "gateway/files/content_files.hpp"
#include "gateway/rollout/store.hpp"

namespace liftguard::gateway {

[[nodiscard]] ContentFiles image_files(const std::filesystem::path& files);

// With `keys`, a list of the maker's public keys, the signature is verified as the boxes will; without, the form and
// the digest alone. Refusals: "unreadable", the codes of firmware/update/reason.hpp, "bad_key_list", "taken" (another
// file has this board and version). Throws std::system_error on a disk that does not take it.
[[nodiscard]] Result<Image> add_image(storage::Database& database, const ContentFiles& files,
                                      const std::filesystem::path& file,
                                      const std::optional<std::filesystem::path>& keys, UtcTime now);

}  // namespace liftguard::gateway
