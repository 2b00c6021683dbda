// The maker's public keys that a box trusts. Text, one key a line: "ed25519", the key as 64 hex digits, and a comment;
// empty lines and lines that begin with # are passed over. Several keys let the maker change keys: boxes
// are told the next key while images are still signed with the one before.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include <sodium.h>

#include "common/base/result.hpp"

namespace liftguard::update {

inline constexpr std::size_t kMostKeys = 16;

using PublicKey = std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES>;
using KeyId = std::array<std::uint8_t, 8>;

[[nodiscard]] KeyId key_id(const PublicKey& key);

class MakerKeys {
 public:
  MakerKeys() = default;

  // Refuses "bad_key_list" with the line: anything else than the form above, a key twice, none, or more than kMostKeys.
  [[nodiscard]] static Result<MakerKeys> parse(std::string_view text);
  // Refuses "unreadable" as well.
  [[nodiscard]] static Result<MakerKeys> load(const std::filesystem::path& file);

  [[nodiscard]] const PublicKey* find(const KeyId& id) const;  // null: not trusted
  [[nodiscard]] std::size_t size() const { return keys_.size(); }

 private:
  std::vector<PublicKey> keys_;
};

}  // namespace liftguard::update
