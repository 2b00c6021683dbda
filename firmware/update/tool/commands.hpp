// What liftguard-image does. Each gives the text for the user, or why not; nothing is overwritten. sodium_init() must
// have succeeded before.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "common/base/result.hpp"

namespace liftguard::update {

struct SignOptions {
  std::filesystem::path payload, key, out;
  std::string board, version_text;
  std::uint64_t version = 0;
  std::uint64_t oldest_base = 0;
};

// A new key pair: `file` and `file`.pub.
[[nodiscard]] Result<std::string> make_key(const std::filesystem::path& file, const std::string& comment);

[[nodiscard]] Result<std::string> sign_image(const SignOptions& options);

// All fields. Refused unless the image is whole; with a key list also unless it is signed by one of these.
[[nodiscard]] Result<std::string> inspect_image(const std::filesystem::path& image,
                                                const std::optional<std::filesystem::path>& keys);

// The first image of a box: into slot A of a folder that holds no image and no boot record.
[[nodiscard]] Result<std::string> place_image(const std::filesystem::path& image, const std::filesystem::path& keys,
                                              const std::filesystem::path& slots);

}  // namespace liftguard::update
